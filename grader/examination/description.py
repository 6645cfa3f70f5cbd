"""Values as people see them, small enough to keep in a record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.records import Value
from grader.sandbox import protocol

MAX_DATA_BYTES = 16 * 1024


def describe(thing: Any) -> Value:
    """A record's value for a finding's value (array, scalar or tuple)."""
    match thing:
        case np.ndarray() | np.generic():
            return describe_array("ndarray", np.asarray(thing))
        case bool() | int() | float() | str() | None:
            return Value(type(thing).__name__, data=thing)
        case list() | tuple():
            return Value(type(thing).__name__, items=tuple(map(describe, thing)))
        case _:
            return Value("object", type_name=type(thing).__name__)


def describe_array(kind: str, data: npt.NDArray[Any], whole: bool = True) -> Value:
    """An array's kind, dtype, shape, and its elements or, over 16 kB, a digest.

    whole: False for a part of something that is too large together.
    """
    small = whole and data.nbytes <= MAX_DATA_BYTES
    return Value(
        kind,
        dtype=data.dtype.name,
        shape=data.shape,
        data=data.tolist() if small else None,
        digest=None if small else hashlib.sha256(data.tobytes()).hexdigest(),
    )


def describe_value(value: protocol.Value) -> Value:
    """A record's value for a value of the protocol."""
    return _described(value, _array_bytes(value) <= MAX_DATA_BYTES)


def _described(value: protocol.Value, whole: bool) -> Value:
    match value:
        case protocol.Scalar(kind, content):
            return Value(kind, data=content)
        case protocol.Array(kind, data):
            return describe_array(kind, data, whole)
        case protocol.Items(kind, items):
            numbers = _numbers(items)
            if numbers is not None:
                return Value(kind, data=numbers)
            return Value(kind, items=tuple(_described(item, whole) for item in items))
        case protocol.Pairs(items):
            pairs = (
                Value("tuple", items=tuple(_described(part, whole) for part in pair))
                for pair in items
            )
            return Value("dict", items=tuple(pairs))
        case protocol.Handle(_, type_name):
            return Value("object", type_name=type_name)
        case protocol.Reference(_, name):
            return Value("data", type_name=name)


def _array_bytes(value: protocol.Value) -> int:
    """Bytes of all arrays in a value that are no single numbers."""
    match value:
        case protocol.Array(_, data):
            return data.nbytes if data.ndim else 0
        case protocol.Items(_, items):
            return sum(map(_array_bytes, items))
        case protocol.Pairs(items):
            return sum(_array_bytes(part) for pair in items for part in pair)
        case _:
            return 0


def _numbers(items: Sequence[protocol.Value]) -> list[Any] | None:
    """The numbers of a sequence that holds nothing else, however each is wrapped."""
    numbers: list[Any] = []
    for item in items:
        match item:
            case protocol.Scalar("bool" | "int" | "float", content):
                numbers.append(content)
            case protocol.Array(_, data) if data.ndim == 0:
                numbers.append(data.item())
            case _:
                return None
    return numbers
