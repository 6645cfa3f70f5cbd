"""Fills or makes a file of grades for Brightspace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.errors import UsageError
from grader.gradebook.cells import csv_bytes, is_formula
from grader.gradebook.exports import (
    Export,
    Unmatched,
    final_points,
    label,
    parse_number,
    uses_comma,
    why_unfilled,
)
from grader.gradebook.filling import Target, fill
from grader.gradebook.matching import Entry, Kind
from grader.gradebook.sheet import Sheet, read_sheet
from grader.marks import Mark
from grader.visible import short

WHAT = "Brightspace grades"
KINDS = (Kind("orgdefinedid", "OrgDefinedId"), Kind("username", "Username"))
END = "End-of-Line Indicator"
POINTS_GRADE = " Points Grade"

_COLUMN = re.compile(r"(.*) Points Grade(?:\s*<(.*)>)?", re.DOTALL)
_MAX_POINTS = re.compile(r"Numeric MaxPoints:(\S+)")


def fill_brightspace(
    gradebook: bytes | None, marks: Sequence[Mark], column: str, *, scale: bool = False
) -> Export:
    """A file of grades with the final points of marks for one grade item.

    gradebook: the CSV file that Brightspace exports (points grade, with OrgDefinedId or
               Username), or None for a new file, in which only students with a mark and
               one of the two ids have a row.
    column:    the grade item's name, or the whole title of its column.
    scale:     bring the points to the `MaxPoints` that the title says.

    Raises:
        UsageError: it is no such file, no single column is meant, or the points possible
            differ and `scale` is not set or cannot be done.
    """
    if gradebook is None:
        return _new(marks, column, scale)
    sheet = read_sheet(gradebook, WHAT)
    columns = {kind.id: sheet.column(kind.label) for kind in KINDS}
    _require_brightspace(sheet, columns)
    chosen = _item(sheet, column)
    target = Target(
        column=chosen,
        possible=_max_points(sheet.titles[chosen]),
        comma=uses_comma(row.value(n) for row in sheet.rows for n in _items(sheet)),
        scale=scale,
    )
    entries = [
        Entry(row, {kind: row.value(n).removeprefix("#") for kind, n in columns.items()})
        for row in sheet.rows
    ]
    return fill(sheet, entries, KINDS, [_plain(one) for one in marks], target)


def _require_brightspace(sheet: Sheet, columns: dict[str, int | None]) -> None:
    if set(columns.values()) == {None} or sheet.titles[-1] != END:
        raise UsageError(
            f"{WHAT}: a column must be OrgDefinedId or Username, and the last one {END}. "
            "Export the grades in Brightspace (points grade) and give that file."
        )
    for row in sheet.rows:
        if row.value(-1) != "#":
            raise UsageError(
                f"{WHAT}: line {row.line} does not end with #, so a cell may have moved. "
                "Export the file again."
            )


def _plain(mark: Mark) -> Mark:
    """The mark, its student's ids without the `#` that Brightspace puts before them."""
    ids = {kind: value.removeprefix("#") for kind, value in mark.student.ids.items()}
    return replace(mark, student=replace(mark.student, ids=ids))


def _items(sheet: Sheet) -> list[int]:
    return [n for n, title in enumerate(sheet.titles) if _COLUMN.fullmatch(title)]


def _item(sheet: Sheet, column: str) -> int:
    titles, wanted = sheet.titles, column.strip()
    items = _items(sheet)
    found = [n for n in items if titles[n] == wanted] or [
        n for n in items if _item_name(titles[n]) == _item_name(wanted)
    ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(short(_item_name(titles[n])) for n in items) or "none"
    raise UsageError(
        f"{WHAT}: the grade item {short(wanted)!r} is in the file {len(found)} times. Name "
        f"one of these: {known}."
    )


def _item_name(title: str) -> str:
    match = _COLUMN.fullmatch(title)
    return match[1].strip() if match else title


def _max_points(title: str) -> float | None:
    match = _MAX_POINTS.search(title)
    return parse_number(match[1].rstrip(">")) if match else None


def _new(marks: Sequence[Mark], column: str, scale: bool) -> Export:
    if scale:
        raise UsageError(
            f"{WHAT}: a new file says not out of how many points it is. Give the file that "
            "Brightspace exports, or leave --scale out."
        )
    title = f"{_item_name(column.strip())}{POINTS_GRADE}"
    if is_formula(title) or title == POINTS_GRADE:
        raise UsageError(f"{WHAT}: name the grade item (--column), as Brightspace does.")
    rows: list[list[str | float | None]] = []
    unmatched, unfilled = [], []
    for mark in map(_plain, marks):
        ids = [mark.student.ids.get(kind.id, "") for kind in KINDS]
        points = final_points(mark)
        if why := _why_no_row(ids):
            unmatched.append(Unmatched(label(mark.student), why))
        elif points is None:
            unfilled.append(Unmatched(label(mark.student), why_unfilled(mark)))
        else:
            rows.append([*ids, points, "#"])
    header: list[str | float | None] = [*(kind.label for kind in KINDS), title, END]
    content = csv_bytes([header, *rows])
    return Export(content, len(rows), tuple(unmatched), tuple(unfilled))


def _why_no_row(ids: Sequence[str]) -> str:
    if not any(one.strip() for one in ids):
        return "The student has no OrgDefinedId and no Username. Add one to the roster."
    if any(map(is_formula, ids)):
        return "The OrgDefinedId or Username begins as a formula does. Mend the roster."
    return ""
