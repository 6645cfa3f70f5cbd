"""Values as people see them, small enough to keep in a record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.records import Value
from grader.sandbox import protocol

MAX_DATA_BYTES = 64 * 1024


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


def describe_array(kind: str, data: npt.NDArray[Any]) -> Value:
    """An array's kind, dtype, shape, and its elements or, over 64 kB, a digest."""
    small = data.nbytes <= MAX_DATA_BYTES
    return Value(
        kind,
        dtype=data.dtype.name,
        shape=data.shape,
        data=data.tolist() if small else None,
        digest=None if small else hashlib.sha256(data.tobytes()).hexdigest(),
    )


def describe_value(value: protocol.Value) -> Value:
    """A record's value for a value of the protocol."""
    match value:
        case protocol.Scalar(kind, content):
            return Value(kind, data=content)
        case protocol.Array(kind, data):
            return describe_array(kind, data)
        case protocol.Items(kind, items):
            numbers = _numbers(items)
            if numbers is not None:
                return Value(kind, data=numbers)
            return Value(kind, items=tuple(map(describe_value, items)))
        case protocol.Pairs(items):
            pairs = (
                Value("tuple", items=tuple(map(describe_value, pair))) for pair in items
            )
            return Value("dict", items=tuple(pairs))
        case protocol.Handle(_, type_name):
            return Value("object", type_name=type_name)
        case protocol.Reference(_, name):
            return Value("data", type_name=name)


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
