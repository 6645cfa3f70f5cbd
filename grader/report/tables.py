"""Values as small tables: whole when small, else the part around a difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.records import Difference, Plain, Value
from grader.report.sentences import sentence
from grader.report.values import ARRAYS, cell_text, label, number_text, one_line
from grader.report.visible import short

MAX_ROWS, MAX_COLUMNS, LINE = 6, 8, 8


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
    """

    label: str
    text: str = ""
    marked: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    items: tuple[ValueView, ...] = ()
    note: str = ""


def value_view(
    value: Value, difference: Difference | None = None, side: str = "", depth: int = 2
) -> ValueView:
    """How to show a value.

    side: `expected` or `observed` when `difference` belongs to it, which marks the
          first differing element and shows it with full precision.
    """
    if value.kind in ARRAYS or (isinstance(value.data, list) and not value.items):
        return _array_view(value, difference, side)
    if value.items and depth > 0:
        shown = tuple(value_view(one, depth=depth - 1) for one in value.items[:MAX_COLUMNS])
        if all(not one.rows and not one.items for one in shown):
            return ValueView(label(value), one_line(value))
        left = len(value.items) - len(shown)
        note = sentence("cut.items", count=left) if left else ""
        return ValueView(label(value), items=shown, note=note)
    marked = difference is not None and bool(side)
    return ValueView(label(value), one_line(value), marked=marked)


def _array_view(value: Value, difference: Difference | None, side: str) -> ValueView:
    name = label(value)
    if not isinstance(value.data, list) and value.shape == ():
        text = _marked_text(difference, side) or one_line(value)
        return ValueView(name, text, marked=difference is not None and bool(side))
    if isinstance(value.data, list):
        if not value.data:
            return ValueView(name, "[]")
        return _cut_view(name, value, difference, side)
    if difference is not None and side:
        expected = side == "expected"
        region = difference.region_expected if expected else difference.region_observed
        if region is not None:
            return _region_view(name, value, region, difference, side)
    return ValueView(name, note=sentence("cut.too_large"))


def _marked_text(difference: Difference | None, side: str) -> str:
    if difference is None or not side:
        return ""
    return short(difference.expected if side == "expected" else difference.observed, 40)


def _cut_view(
    name: str, value: Value, difference: Difference | None, side: str
) -> ValueView:
    """The whole of a small array, or its rows and columns around the difference."""
    index = difference.index if difference is not None and side else ()
    rank = _rank(value.data)
    centre = index if len(index) == rank else (0,) * rank
    data, start = _around(value.data, centre, rank)
    whole = _size(data) == _size(value.data)
    note = "" if whole else sentence("cut.rows" if index else "cut.head")
    grid = _Grid(start, value.dtype, index, side, difference)
    return grid.view(name, data, note)


def _region_view(
    name: str, value: Value, region: Plain, difference: Difference, side: str
) -> ValueView:
    """A recorded block of an array that was too large to keep."""
    block = difference.region_start
    centre = tuple(at - low for at, low in zip(difference.index, block, strict=False))
    data, offsets = _around(region, centre, len(centre))
    start = tuple(low + more for low, more in zip(block, offsets, strict=False))
    grid = _Grid(start, value.dtype, difference.index, side, difference)
    return grid.view(name, data, sentence("cut.rows"))


def first_difference(expected: Value | None, returned: Value | None) -> Difference | None:
    """Where two small arrays first differ by more than the course's usual tolerance.

    Only for marking what is shown of a call; verdicts come from findings.
    """
    if expected is None or returned is None or expected.shape != returned.shape:
        return None
    pairs = list(_paired(expected.data, returned.data, ()))
    differing = [one for one in pairs if not _near(one[1], one[2])]
    if not differing or len(pairs) != _size(expected.data):
        return None
    index, want, have = differing[0]
    return Difference(
        index,
        number_text(want, expected.dtype),
        number_text(have, returned.dtype),
        count=len(differing),
        size=len(pairs),
        largest=None,
    )


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


def _rank(data: Plain) -> int:
    rank = 0
    while isinstance(data, list) and data:
        rank, data = rank + 1, data[0]
    return rank


def _size(data: Plain) -> int:
    return sum(map(_size, data)) if isinstance(data, list) else 1


def _around(
    data: Plain, centre: tuple[int, ...], rank: int
) -> tuple[Plain, tuple[int, ...]]:
    """A block of at most MAX_ROWS by MAX_COLUMNS around `centre`, and its start."""
    if not isinstance(data, list) or not centre:
        return data, ()
    last_two = len(centre) - 1
    if last_two == 0:
        most = MAX_COLUMNS if rank > 1 else LINE * MAX_ROWS
    else:
        most = MAX_ROWS if last_two == 1 else 2
    start = 0
    if len(data) > most:
        start = min(max(centre[0] - most // 3, 0), len(data) - most)
    block = data[start : start + most]
    inner = [_around(item, centre[1:], rank) for item in block]
    rest = inner[0][1] if inner else ()
    return [item for item, _ in inner], (start, *rest)


@dataclass(frozen=True)
class _Grid:
    """Lays a block out in rows; knows where the block starts in its array."""

    start: tuple[int, ...]
    dtype: str | None
    index: tuple[int, ...]
    side: str
    difference: Difference | None

    def view(self, name: str, data: Plain, note: str) -> ValueView:
        rows = tuple(self._rows(data, self.start))
        rank = _rank(data)
        width = max((len(row.cells) for row in rows), default=0)
        first = self.start[-1] if self.start and rank > 1 else 0
        columns = tuple(str(first + n) for n in range(width))
        if rank <= 1 and len(rows) == 1 and width <= 1:
            columns = ()
        elif rank <= 1:
            columns = tuple(f"+{n}" for n in range(width)) if len(rows) > 1 else columns
        return ValueView(name, columns=columns, rows=rows, note=note)

    def _rows(self, data: Plain, start: tuple[int, ...]) -> Iterator[Row]:
        if _rank(data) <= 1:
            items: list[Plain] = data if isinstance(data, list) else [data]
            first = start[-1] if start else 0
            for offset in range(0, min(len(items), LINE * MAX_ROWS), LINE):
                chunk = items[offset : offset + LINE]
                yield self._row(chunk, (first + offset,), str(first + offset))
            return
        yield from self._deep(data, start, ())

    def _deep(
        self, data: Plain, start: tuple[int, ...], prefix: tuple[int, ...]
    ) -> Iterator[Row]:
        first = start[0] if start else 0
        for offset, item in enumerate(data if isinstance(data, list) else []):
            where = (*prefix, first + offset)
            if _rank(item) <= 1:
                cells: list[Plain] = item if isinstance(item, list) else [item]
                column = start[-1] if len(start) > 1 else 0
                yield self._row(cells, (*where, column), ", ".join(map(str, where)))
            else:
                yield from self._deep(item, start[1:], where)

    def _row(self, items: list[Plain], first: tuple[int, ...], name: str) -> Row:
        cells = []
        for offset, item in enumerate(items):
            marked = bool(self.side) and (*first[:-1], first[-1] + offset) == self.index
            text = _marked_text(self.difference, self.side) if marked else ""
            cells.append(Cell(text or cell_text(item, self.dtype), marked))
        return Row(name, tuple(cells))
