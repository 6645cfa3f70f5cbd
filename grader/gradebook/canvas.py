"""Fills one assignment of an instructor's Canvas gradebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.errors import UsageError
from grader.gradebook.exports import Export, parse_number, uses_comma
from grader.gradebook.filling import Target, fill
from grader.gradebook.matching import NAME, Entry, Kind
from grader.gradebook.sheet import Row, Sheet, read_sheet
from grader.marks import Mark
from grader.visible import short

WHAT = "Canvas gradebook"
KINDS = (
    Kind("canvas", "Canvas id"),
    Kind("sis", "SIS user id"),
    Kind("login", "SIS login id"),
    Kind(NAME, "name"),
)

_TITLES = {"canvas": "ID", "sis": "SIS User ID", "login": "SIS Login ID", NAME: "Student"}
_READ_ONLY = "(read only)"
_WITH_ID = re.compile(r"(.*)\(([0-9]+)\)", re.DOTALL)


def fill_canvas(
    gradebook: bytes, marks: Sequence[Mark], column: str, *, scale: bool = False
) -> Export:
    """The gradebook with the final points of marks in one assignment's column.

    gradebook: the CSV file that Canvas exports, all its columns left in.
    column:    the assignment's title, with or without the id behind it, or the id alone.
    scale:     bring the points to the row `Points Possible`.

    Raises:
        UsageError: it is no such file, no single column is meant (the message lists the
            assignments), or the points possible differ and `scale` is not set.
    """
    sheet = read_sheet(gradebook, WHAT)
    section = _require_canvas(sheet)
    possible = _points_possible(sheet)
    chosen = _assignment(sheet, section, possible, column)
    points = possible.value(chosen) if possible is not None else ""
    if points and parse_number(points) is None:
        raise UsageError(
            f"{WHAT}: line {possible.line if possible else 1} says {short(points)} as the "
            "points possible of this assignment. Write it as a plain number."
        )
    target = Target(
        chosen, parse_number(points), uses_comma(_grades(sheet, section)), scale
    )
    return fill(sheet, list(_entries(sheet)), KINDS, marks, target)


def _require_canvas(sheet: Sheet) -> int:
    """The position of the last column about students."""
    section = sheet.column("Section")
    if sheet.titles[:2] != ["Student", "ID"] or section is None:
        raise UsageError(
            f"{WHAT}: the first columns must be Student and ID, and one must be Section. "
            "Export the gradebook in Canvas (in English) and give that file."
        )
    return section


def _is_student(row: Row) -> bool:
    """Canvas indents `Points Possible`, and leaves the name out of its other own row."""
    name = row.cells[0].value
    return bool(row.value(1)) or bool(name.strip() and not _says_points(name))


def _says_points(name: str) -> bool:
    return name != name.lstrip() or name.strip().casefold() == "points possible"


def _points_possible(sheet: Sheet) -> Row | None:
    own = (row for row in sheet.rows if not _is_student(row) and row.value(0))
    return next(own, None)


def _grades(sheet: Sheet, section: int) -> Iterator[str]:
    for row in sheet.rows:
        yield from (cell.value for cell in row.cells[section + 1 :])


def _entries(sheet: Sheet) -> Iterator[Entry]:
    columns = {kind: sheet.column(title) for kind, title in _TITLES.items()}
    for row in filter(_is_student, sheet.rows):
        yield Entry(row, {kind: row.value(column) for kind, column in columns.items()})


def _assignment(sheet: Sheet, section: int, possible: Row | None, column: str) -> int:
    """The column that is meant: by its whole title, else by its id or the title alone."""
    titles, wanted = sheet.titles, column.strip()
    open_ = [
        n
        for n in range(section + 1, len(titles))
        if not titles[n].endswith(_READ_ONLY)
        and (possible is None or possible.value(n) != _READ_ONLY)
    ]
    found = [n for n in open_ if titles[n] == wanted] or [
        n for n in open_ if _is_meant(titles[n], wanted)
    ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(short(titles[n]) for n in open_) or "none"
    many = f"{len(found)} assignments" if found else "no assignment"
    raise UsageError(
        f"{WHAT}: {many} would be meant by the column {short(wanted)!r}. Name one of "
        f"these, best by the number behind it: {known}."
    )


def _is_meant(title: str, wanted: str) -> bool:
    match = _WITH_ID.fullmatch(title)
    if match is None or not wanted:
        return False
    asked = _WITH_ID.fullmatch(wanted)
    same_id = match[2] == (asked[2] if asked else wanted)
    return same_id or match[1].strip() == wanted
