"""Frames of plain, bounded data between the examiner and a worker.

A frame is two big-endian 32-bit lengths, a msgpack header and a payload. The header
is `[fields, values]`: a map of plain data and a list of tagged values; the bytes of
arrays lie one after another in the payload. Nothing is ever unpickled. Whatever
breaks a limit or the grammar raises `MalformedFrame`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgpack
import numpy as np
import numpy.typing as npt

VERSION = 1
MAX_HEADER_BYTES = 2 * 1024**2
MAX_PAYLOAD_BYTES = 256 * 1024**2
MAX_DEPTH = 12
MAX_VALUES = 100_000
MAX_RANK = 16
DTYPES = frozenset(
    ["bool", "float16", "float32", "float64"]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
ARRAY_KINDS = frozenset({"tf.Tensor", "tf.Variable", "ndarray"})
SCALAR_TYPES: dict[str, type | tuple[type, ...]] = {
    "NoneType": type(None),
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
    "dtype": str,
}
ITEM_KINDS = frozenset({"list", "tuple", "iterator", "shape"})
REFERENCE_KINDS = frozenset({"name", "data", "fixture"})

_LENGTHS = struct.Struct("!II")


class MalformedFrame(Exception):
    """The bytes are no frame of this protocol, or break one of its limits."""


@dataclass(frozen=True)
class Scalar:
    """`kind` is a key of `SCALAR_TYPES`; an int has at most 64 bits."""

    kind: str
    value: bool | int | float | str | None


@dataclass(frozen=True)
class Array:
    """A numeric array; `handle` is the worker's number for the live object, if kept."""

    kind: str
    data: npt.NDArray[Any]
    handle: int | None = None


@dataclass(frozen=True)
class Items:
    """A list, tuple, one-shot iterator or shape."""

    kind: str
    items: tuple[Value, ...]
    handle: int | None = None


@dataclass(frozen=True)
class Pairs:
    """A dict, in its order."""

    items: tuple[tuple[Value, Value], ...]
    handle: int | None = None


@dataclass(frozen=True)
class Handle:
    """An object that stays in the worker. `type_name` is for people."""

    id: int
    type_name: str


@dataclass(frozen=True)
class Reference:
    """Something the worker is to look up: a name, a data set's part, a fixture."""

    kind: str
    name: str


Value: TypeAlias = Scalar | Array | Items | Pairs | Handle | Reference
Fields: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """One message: plain fields, and values in an order that the verb defines."""

    fields: Fields
    values: tuple[Value, ...] = ()


def encode(frame: Frame) -> list[bytes | memoryview]:
    """The frame as chunks to write in order.

    Raises:
        MalformedFrame: the frame is over a limit of the protocol.
    """
    payload: list[bytes] = []
    tagged = [_tag(value, payload) for value in frame.values]
    header = msgpack.packb([frame.fields, tagged], unicode_errors="surrogatepass")
    size = 0
    for raw in payload:  # not `sum`: a student may have replaced it in this process
        size += len(raw)
    if len(header) > MAX_HEADER_BYTES or size > MAX_PAYLOAD_BYTES:
        raise MalformedFrame(f"frame of {len(header)} + {size} bytes is too large")
    return [_LENGTHS.pack(len(header), size), header, *payload]


def _tag(value: Value, payload: list[bytes]) -> list[Any]:
    match value:
        case Scalar(kind, content):
            return [kind, content]
        case Array(kind, data, handle):
            raw = data.tobytes()
            payload.append(raw)
            return ["array", kind, data.dtype.name, list(data.shape), len(raw), handle]
        case Items(kind, items, handle):
            return [kind, [_tag(item, payload) for item in items], handle]
        case Pairs(items, handle):
            pairs = [[_tag(key, payload), _tag(item, payload)] for key, item in items]
            return ["dict", pairs, handle]
        case Handle(number, type_name):
            return ["handle", number, type_name]
        case Reference(kind, name):
            return [kind, name]


class FrameReader:
    """Collects bytes from a stream and yields whole frames.

    max_payload: bytes; a frame that announces more is refused before it is read.
    """

    def __init__(self, max_payload: int = MAX_PAYLOAD_BYTES) -> None:
        self._max_payload = max_payload
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take more bytes; yield the frames that are complete by now.

        Raises:
            MalformedFrame: what came is not a frame.
        """
        self._buffer += data
        while (size := self.wanted()) <= 0:
            end = len(self._buffer) + size
            whole = bytes(self._buffer[:end])
            del self._buffer[:end]
            yield decode(whole)

    def wanted(self) -> int:
        """How many bytes the frame at hand lacks; zero or less when it is complete."""
        if len(self._buffer) < _LENGTHS.size:
            return _LENGTHS.size - len(self._buffer)
        header, payload = _LENGTHS.unpack_from(self._buffer)
        if header > MAX_HEADER_BYTES or payload > self._max_payload:
            raise MalformedFrame(f"a frame of {header} + {payload} bytes was announced")
        return int(_LENGTHS.size + header + payload - len(self._buffer))


def decode(whole: bytes) -> Frame:
    """One whole frame from its bytes.

    Raises:
        MalformedFrame: it breaks the grammar or a limit.
    """
    header_size, payload_size = _LENGTHS.unpack_from(whole)
    start = _LENGTHS.size + header_size
    payload = memoryview(whole)[start : start + payload_size]
    try:
        content = msgpack.unpackb(
            whole[_LENGTHS.size : start],
            strict_map_key=True,
            unicode_errors="replace",
            ext_hook=_refuse_extension,
        )
    except MalformedFrame:
        raise
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise MalformedFrame(f"header: {type(error).__name__}") from error
    match content:
        case [dict() as fields, list() as tagged] if _is_plain(fields, MAX_DEPTH):
            parser = _Parser(payload)
            values = tuple(parser.value(item, MAX_DEPTH) for item in tagged)
            parser.finish()
            return Frame(fields, values)
        case _:
            raise MalformedFrame("header is not [fields, values]")


def _refuse_extension(_code: int, _data: bytes) -> None:
    raise MalformedFrame("extension types are not allowed")


def _is_plain(content: object, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(content, dict):
        return all(isinstance(key, str) for key in content) and all(
            _is_plain(item, depth - 1) for item in content.values()
        )
    if isinstance(content, list):
        return all(_is_plain(item, depth - 1) for item in content)
    return content is None or type(content) in (bool, int, float, str)


class _Parser:
    """Checks tagged values one by one against the grammar and the limits."""

    def __init__(self, payload: memoryview) -> None:
        self._payload = payload
        self._taken = 0
        self._count = 0

    def finish(self) -> None:
        if self._taken != len(self._payload):
            raise MalformedFrame("payload is longer than its arrays")

    def value(self, tagged: object, depth: int) -> Value:
        self._count += 1
        if depth == 0 or self._count > MAX_VALUES:
            raise MalformedFrame("values are nested too deep or too many")
        match tagged:
            case [
                "array",
                str() as kind,
                str() as dtype,
                list() as shape,
                int() as size,
                handle,
            ]:
                return self._array(kind, dtype, shape, size, _handle(handle))
            case ["dict", list() as pairs, handle]:
                return Pairs(
                    tuple(self._pair(pair, depth) for pair in pairs), _handle(handle)
                )
            case ["handle", int() as number, str() as type_name]:
                return Handle(number, type_name)
            case [str() as kind, list() as items, handle] if kind in ITEM_KINDS:
                parsed = tuple(self.value(item, depth - 1) for item in items)
                return Items(kind, parsed, _handle(handle))
            case [str() as kind, str() as name] if kind in REFERENCE_KINDS:
                return Reference(kind, name)
            case [str() as kind, content] if kind in SCALAR_TYPES:
                return _scalar(kind, content)
            case _:
                raise MalformedFrame("unknown value")

    def _pair(self, pair: object, depth: int) -> tuple[Value, Value]:
        match pair:
            case [key, item]:
                return self.value(key, depth - 1), self.value(item, depth - 1)
            case _:
                raise MalformedFrame("a dict's entry is no pair")

    def _array(
        self, kind: str, dtype: str, shape: Sequence[object], size: int, handle: int | None
    ) -> Array:
        if kind not in ARRAY_KINDS or dtype not in DTYPES or len(shape) > MAX_RANK:
            raise MalformedFrame("unknown kind or dtype of an array")
        dimensions = [n for n in shape if type(n) is int and 0 <= n <= MAX_PAYLOAD_BYTES]
        if len(dimensions) != len(shape):
            raise MalformedFrame("an array's shape is not made of sizes")
        expected = np.dtype(dtype).itemsize
        for length in dimensions:
            expected *= length
        end = self._taken + size
        if size != expected or end > len(self._payload):
            raise MalformedFrame("an array's bytes do not fit its shape")
        raw = self._payload[self._taken : end]
        self._taken = end
        if dtype == "bool" and size and max(raw) > 1:
            raise MalformedFrame("a bool array holds other bytes than 0 and 1")
        data = np.frombuffer(raw, dtype=np.dtype(dtype)).reshape(dimensions)
        return Array(kind, data, handle)


def _handle(number: object) -> int | None:
    if number is None or (type(number) is int and number >= 0):
        return number
    raise MalformedFrame("a handle is no number")


def _scalar(kind: str, content: object) -> Scalar:
    if isinstance(content, bool) and kind != "bool":
        raise MalformedFrame(f"a bool came as {kind}")
    wanted = SCALAR_TYPES[kind]
    match content:
        case None | bool() | int() | float() | str() if isinstance(content, wanted):
            return Scalar(kind, content)
    raise MalformedFrame(f"a {kind} is not one")
