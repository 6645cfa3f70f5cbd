"""Values of records as text: numbers, shapes, one-line forms, labels."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

from grader.language import sentence
from grader.records import Plain, Value
from grader.visible import short, shorten

ARRAYS = frozenset({"tf.Tensor", "tf.Variable", "ndarray"})
HANDLES = frozenset({"object"})
_TELLING = 5
_NARROW = {"float16": ("e", 5), "bfloat16": ("f", 4), "float32": ("f", 9)}


def number_text(number: float, dtype: str | None = None) -> str:
    """The shortest digits that give the same number back in its dtype."""
    if isinstance(number, bool | int) or not math.isfinite(number):
        return str(number)
    if dtype in _NARROW:
        code, most = _NARROW[dtype]
        for digits in range(1, most + 1):
            text = f"{number:.{digits}g}"
            if _narrow(float(text), code) == _narrow(number, code):
                return repr(float(text))
    return repr(float(number))


def told_apart(expected: str, observed: str) -> tuple[str, str]:
    """Two decimal numbers with no more digits than show their difference, five at least.

    Anything else, and what is the same in all digits, stays as it is.
    """
    try:
        pair = [float(one) for one in (expected, observed)]
    except ValueError:
        return expected, observed
    if not all("." in one or "e" in one for one in (expected, observed)):
        return expected, observed
    apart = pair[1] - pair[0]
    for digits in range(_TELLING, 17):
        shown = [float(f"{one:.{digits}g}") for one in pair]
        if apart and abs(shown[1] - shown[0] - apart) < 0.1 * abs(apart):
            return repr(shown[0]), repr(shown[1])
    return expected, observed


def _narrow(number: float, code: str) -> float:
    try:
        return float(struct.unpack(code, struct.pack(code, number))[0])
    except OverflowError:
        return math.inf


def _with_point(text: str) -> str:
    return text if any(one in text for one in ".en") else f"{text}.0"


def cell_text(item: Plain, dtype: str | None = None) -> str:
    """One element of an array, short enough for a cell of a table."""
    if isinstance(item, float):
        text = number_text(item, dtype)
        return text if len(text) <= 7 else _with_point(f"{item:.5g}")
    return short(item, 40) if isinstance(item, str) else str(item)


def shape_text(shape: Sequence[int | None] | None) -> str:
    """`(4, 10)`, `(4,)`, `()`; `?` for an unknown one. None is any size."""
    if shape is None:
        return "?"
    inner = ", ".join(sentence("value.any") if one is None else str(one) for one in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def label(value: Value, kind: bool = True) -> str:
    """What a value is: `tf.Tensor · float32 · shape (4, 10)`, or that without the kind."""
    if value.kind == "data":
        return sentence("value.data")
    if value.kind == "object":
        return sentence("value.object", name=short(value.type_name, 60) or "?")
    parts = [short(value.kind, 40)] if kind or value.dtype is None else []
    if value.dtype is not None and value.kind in ARRAYS:
        parts.append(short(value.dtype, 20))
    if value.shape is not None and value.kind in ARRAYS:
        parts.append(sentence("value.shape", shape=shape_text(value.shape)))
    if value.items and value.kind in {"list", "tuple", "dict"}:
        parts.append(sentence("value.items", count=len(value.items)))
    return " · ".join(parts)


def one_line(value: Value, limit: int = 120) -> str:
    """The value in one line of visible text, about as Python would write it."""
    return shorten(_line(value, limit), limit)


def _line(value: Value, limit: int) -> str:
    match value.kind:
        case "NoneType":
            return "None"
        case "str":
            return repr(short(str(value.data), limit))
        case "object":
            return f"<{short(value.type_name, 60) or 'object'}>"
        case "data":
            return short(value.type_name or str(value.data), 60)
        case "dtype":
            return short(str(value.data), 60)
        case _ if value.items:
            return _items_line(value, limit)
        case _ if value.digest is not None:
            return f"<{label(value)}>"
        case _:
            return plain_line(value.data, value.dtype, limit)


def _items_line(value: Value, limit: int) -> str:
    brackets = {"tuple": ("(", ")"), "shape": ("(", ")"), "dict": ("{", "}")}
    opening, closing = brackets.get(value.kind, ("[", "]"))
    texts: list[str] = []
    if value.kind == "dict" and all(len(one.items) == 2 for one in value.items):
        pairs = [[one_line(part, limit) for part in one.items] for one in value.items[:20]]
        return "{" + ", ".join(": ".join(pair) for pair in pairs) + "}"
    for item in value.items:
        texts.append(one_line(item, limit))
        if sum(map(len, texts)) > limit:
            break
    return opening + ", ".join(texts) + closing


def plain_line(data: Plain, dtype: str | None = None, limit: int = 120) -> str:
    """Nested plain data in one line; stops early where it is long."""
    pieces: list[str] = []
    _write(data, dtype, pieces, [limit])
    return "".join(pieces)


def _write(data: Plain, dtype: str | None, pieces: list[str], room: list[int]) -> None:
    if isinstance(data, list):
        pieces.append("[")
        for position, item in enumerate(data):
            if room[0] <= 0:
                pieces.append(", …" if position else "…")
                break
            pieces.append(", " if position else "")
            _write(item, dtype, pieces, room)
        pieces.append("]")
        return
    if isinstance(data, float):
        text = number_text(data, dtype)
    elif isinstance(data, dict):
        text = short(str(data), max(room[0], 20))
    else:
        text = repr(short(data, max(room[0], 20))) if isinstance(data, str) else str(data)
    room[0] -= len(text) + 2
    pieces.append(text)
