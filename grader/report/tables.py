"""Values as small tables: whole when small, else the part around a difference."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from grader.language import counted, sentence
from grader.records import Difference, Plain, Value
from grader.report.pictures import Picture, gray_png
from grader.report.plots import numbers as flat_numbers
from grader.report.values import ARRAYS, cell_text, label, number_text, one_line, told_apart
from grader.visible import short

MAX_ROWS, MAX_ITEMS = 6, 8
MAX_IMAGES, SIDE = 6, 28


@dataclass(frozen=True)
class Room:
    """How much of an array is shown: columns, and lines for an array of rank one."""

    columns: int = 8
    lines: int = 5


WIDE, HALF = Room(), Room(4, 4)


@dataclass(frozen=True)
class Cell:
    """One element; `marked` where expected and observed first differ."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Row:
    """Cells, and the index of the first of them as text."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ValueView:
    """A value to show: what it is, then one line of text or a table.

    note: what part of it this is, when it is not the whole.
    pictures: instead of a table, where the value is images of 28 by 28 pixels.
    """

    label: str
    text: str = ""
    marked: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    items: tuple[ValueView, ...] = ()
    note: str = ""
    pictures: tuple[Picture, ...] = ()


def value_view(
    value: Value,
    difference: Difference | None = None,
    side: str = "",
    room: Room = WIDE,
    kind: bool = True,
) -> ValueView:
    """How to show a value.

    side: `expected` or `observed` when `difference` belongs to it, which marks the
          first differing element and shows it with full precision.
    kind: say whether it is a tensor or an ndarray; a finding is always an ndarray.
    """
    name = label(value, kind)
    drawn = _Drawn(value.dtype, difference if side else None, side, room)
    if not side and (images := _images(value)):
        left = (value.shape[0] if value.shape and len(value.shape) == 3 else 1) - len(
            images
        )
        note = counted("cut.items", left)
        return ValueView(name, pictures=images, note=note)
    if value.kind in ARRAYS or (isinstance(value.data, list) and not value.items):
        return drawn.array(name, value)
    if value.items:
        return _items_view(name, value, room)
    return ValueView(name, one_line(value), marked=drawn.difference is not None)


def _images(value: Value) -> tuple[Picture, ...]:
    """The first images of an array of shape (28, 28) or (n, 28, 28); () for any other.

    Black is zero; white is 255, or 1 where no number is larger.
    """
    if value.shape is None or value.shape[-2:] != (SIDE, SIDE) or len(value.shape) > 3:
        return ()
    several = value.data if len(value.shape) == 3 else [value.data]
    shown = several[:MAX_IMAGES] if isinstance(several, list) else []
    rows = [
        [flat_numbers(one) for one in image] for image in shown if isinstance(image, list)
    ]
    flat = [[number for row in image for number in row] for image in rows]
    if not flat or any(len(one) != SIDE * SIDE for one in flat):
        return ()
    largest = max(map(max, flat))
    if not all(math.isfinite(one) and 0 <= one <= 255 for image in flat for one in image):
        return ()
    scale = 255 if largest <= 1 else 1
    return tuple(
        gray_png(bytes(255 - round(one * scale) for one in image), SIDE) for image in flat
    )


def _items_view(name: str, value: Value, room: Room) -> ValueView:
    """Numbers in one line; anything with arrays one below the other."""
    shown = tuple(value_view(one, room=room) for one in value.items[:MAX_ITEMS])
    if all(not one.rows and not one.items and not one.pictures for one in shown):
        return ValueView(name, one_line(value))
    left = len(value.items) - len(shown)
    return ValueView(name, items=shown, note=counted("cut.items", left))


def first_difference(expected: Value | None, returned: Value | None) -> Difference | None:
    """Where two small arrays first differ by more than the course's usual tolerance.

    Only for marking what is shown of a call; verdicts come from findings.
    """
    if expected is None or returned is None or expected.shape != returned.shape:
        return None
    for index, want, have in _paired(expected.data, returned.data, ()):
        if not _near(want, have):
            texts = number_text(want, expected.dtype), number_text(have, returned.dtype)
            return Difference(index, *texts, count=1, size=1, largest=None)
    return None


def _paired(
    expected: Plain, returned: Plain, index: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], float, float]]:
    if isinstance(expected, list) and isinstance(returned, list):
        for at, (one, other) in enumerate(zip(expected, returned, strict=False)):
            yield from _paired(one, other, (*index, at))
    elif isinstance(expected, int | float) and isinstance(returned, int | float):
        yield index, expected, returned


def _near(expected: float, returned: float) -> bool:
    if expected != expected or returned != returned:
        return expected != expected and returned != returned
    return expected == returned or abs(returned - expected) <= 1e-6 + 1e-5 * abs(expected)


def _lengths(data: Plain) -> tuple[int, ...]:
    """The shape of nested lists, as their first elements have it."""
    if not isinstance(data, list):
        return ()
    return (len(data), *(_lengths(data[0]) if data else ()))


def _rank(data: Plain) -> int:
    return len(_lengths(data))


@dataclass(frozen=True)
class _Drawn:
    """Lays arrays out in rows and marks the first differing element."""

    dtype: str | None
    difference: Difference | None
    side: str
    room: Room

    def array(self, name: str, value: Value) -> ValueView:
        data, difference = value.data, self.difference
        if isinstance(data, list):
            return self._block(name, data, (0,) * _rank(data)) if data else _empty(name)
        if value.shape == ():
            text = self._marked_text() or one_line(value)
            return ValueView(name, text, marked=difference is not None)
        if difference is not None:
            expected = self.side == "expected"
            region = difference.region_expected if expected else difference.region_observed
            if isinstance(region, list) and region:
                return self._block(name, region, difference.region_start, whole=False)
        return ValueView(name, note=sentence("cut.too_large"))

    def _block(
        self, name: str, data: Plain, origin: tuple[int, ...], whole: bool = True
    ) -> ValueView:
        """What there is room for, around the difference. `origin`: index of its corner."""
        rank = _rank(data)
        index = self.difference.index if self.difference is not None else ()
        centre = (0,) * rank
        if len(index) == rank == len(origin):
            centre = tuple(at - low for at, low in zip(index, origin, strict=True))
        shown, offset = self._around(data, centre)
        start = tuple(low + more for low, more in zip(origin, offset, strict=False))
        whole = whole and _lengths(shown) == _lengths(data)
        note = "" if whole else sentence("cut.rows" if index else "cut.head")
        rows = tuple(self._rows(shown, start))
        return ValueView(name, columns=_columns(rows, start), rows=rows, note=note)

    def _around(
        self, data: Plain, centre: tuple[int, ...]
    ) -> tuple[Plain, tuple[int, ...]]:
        """A block around `centre` that there is room for, and where it starts."""
        if not isinstance(data, list) or not centre:
            return data, ()
        if len(centre) == 1:
            most = self.room.columns * self.room.lines
        else:
            most = MAX_ROWS if len(centre) == 2 else 2
        return self._cut(data, centre, most)

    def _cut(
        self, data: list[Plain], centre: tuple[int, ...], most: int
    ) -> tuple[Plain, tuple[int, ...]]:
        start = 0
        if len(data) > most:
            start = min(max(centre[0] - most // 3, 0), len(data) - most)
        block = data[start : start + most]
        if len(centre) == 1:
            return block, (start,)
        inner = [
            self._cut(one, centre[1:], self.room.columns)
            if len(centre) == 2 and isinstance(one, list)
            else self._around(one, centre[1:])
            for one in block
        ]
        return [one for one, _ in inner], (start, *(inner[0][1] if inner else ()))

    def _rows(self, data: Plain, start: tuple[int, ...]) -> Iterator[Row]:
        items: list[Plain] = data if isinstance(data, list) else [data]
        if _rank(data) > 1:
            yield from self._deep(items, start, ())
            return
        first, width = (start[-1] if start else 0), self.room.columns
        for offset in range(0, len(items), width):
            at = first + offset
            yield self._row(items[offset : offset + width], (at,), str(at))

    def _deep(
        self, items: list[Plain], start: tuple[int, ...], prefix: tuple[int, ...]
    ) -> Iterator[Row]:
        for offset, item in enumerate(items):
            where = (*prefix, (start[0] if start else 0) + offset)
            inner: list[Plain] = item if isinstance(item, list) else [item]
            if _rank(item) > 1:
                yield from self._deep(inner, start[1:], where)
            else:
                column = start[-1] if len(start) > 1 else 0
                yield self._row(inner, (*where, column), ", ".join(map(str, where)))

    def _row(self, items: list[Plain], first: tuple[int, ...], name: str) -> Row:
        index = self.difference.index if self.difference is not None else None
        cells = []
        for offset, item in enumerate(items):
            marked = (*first[:-1], first[-1] + offset) == index
            text = self._marked_text() if marked else ""
            cells.append(Cell(text or cell_text(item, self.dtype), marked))
        return Row(name, tuple(cells))

    def _marked_text(self) -> str:
        if self.difference is None:
            return ""
        pair = told_apart(self.difference.expected, self.difference.observed)
        return short(pair[0] if self.side == "expected" else pair[1], 40)


def _empty(name: str) -> ValueView:
    return ValueView(name, "[]")


def _columns(rows: tuple[Row, ...], start: tuple[int, ...]) -> tuple[str, ...]:
    """Column numbers; for lines of one long row, how far from the line's first."""
    width = max((len(row.cells) for row in rows), default=0)
    if len(start) > 1:
        return tuple(str(start[-1] + n) for n in range(width))
    if len(rows) > 1:
        return tuple(f"+{n}" for n in range(width))
    return tuple(str((start[-1] if start else 0) + n) for n in range(width))
