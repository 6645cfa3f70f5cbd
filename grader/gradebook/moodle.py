"""Fills the offline grading worksheet of a Moodle assignment."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import UsageError
from grader.gradebook.exports import Export, parse_number, uses_comma
from grader.gradebook.filling import Target, fill
from grader.gradebook.matching import Entry, Kind
from grader.gradebook.sheet import Sheet, read_sheet
from grader.marks import Mark
from grader.visible import short

WHAT = "Moodle worksheet"
KINDS = (Kind("moodle", "participant number"),)
GRADE_TITLES = frozenset(
    {
        "grade",
        "bewertung",
        "calificación",
        "qualificació",
        "nota",
        "note",
        "avaliação",
        "valutazione",
        "beoordeling",
        "cijfer",
        "karakter",
        "betyg",
        "arvosana",
        "ocena",
        "známka",
        "not",
        "оценка",
        "оцінка",
        "βαθμός",
        "الدرجة",
        "ציון",
        "评分",
        "成績",
        "評点",
    }
)
"""What Moodle calls the column `Grade` in its languages, as far as they are known here."""


def fill_moodle(
    worksheet: bytes, marks: Sequence[Mark], column: str = "", *, scale: bool = False
) -> Export:
    """The worksheet with the final points of marks in its column for grades.

    worksheet: the file that Moodle offers as "Download grading worksheet", in any
               language. Its participants' numbers are those of the folders in the
               download of submissions.
    column:    title of the column for grades, where it is not recognised.
    scale:     bring the points to the maximum grade of the worksheet.

    Raises:
        UsageError: it is no such file, its columns are not recognised, or the maximum
            grade differs from the assignment's points and `scale` is not set.
    """
    sheet = read_sheet(worksheet, WHAT)
    if not sheet.rows:
        raise UsageError(f"{WHAT}: there are no rows below the first. Download it again.")
    identifier = _identifier(sheet)
    grade = _grade(sheet, identifier, column)
    maximum = grade + 1 if _is_maximum(sheet, grade + 1) else None
    first = sheet.rows[0]
    target = Target(
        column=grade,
        possible=None if maximum is None else parse_number(first.value(maximum)),
        comma=maximum is not None and uses_comma([first.value(maximum)]),
        scale=scale,
    )
    entries = [
        Entry(row, {"moodle": _participant(row.value(identifier))[1]}) for row in sheet.rows
    ]
    return fill(sheet, entries, KINDS, marks, target)


def _participant(text: str) -> tuple[str, str]:
    """The word and the number of `Participant 12`; two empty texts where it is none."""
    word, _, number = text.replace("\u00a0", " ").rpartition(" ")
    sound = number.isascii() and number.isdigit() and not any(map(str.isdigit, word))
    return (word.strip(), number) if sound else ("", "")


def _identifier(sheet: Sheet) -> int:
    """The column of which every cell is one and the same word and a number."""
    found = []
    for column in range(len(sheet.titles)):
        words = {_participant(row.value(column))[0] for row in sheet.rows}
        if len(words) == 1 and "" not in words:
            found.append(column)
    if found[:1] == [0] or len(found) == 1:  # Moodle writes it first
        return found[0]
    raise UsageError(
        f"{WHAT}: no column holds a word and a number in every row, as Participant 12. "
        "Download the grading worksheet of the assignment and give that file."
    )


def _grade(sheet: Sheet, identifier: int, column: str) -> int:
    """The column for grades: as named, else by a known title, else left of the maximum."""
    titles = [title.casefold() for title in sheet.titles]
    columns = [n for n in range(len(titles)) if n != identifier]
    if column:
        found = [n for n in columns if titles[n] == column.strip().casefold()]
    else:
        found = [n for n in columns if titles[n] in GRADE_TITLES] or [
            n for n in columns if _is_maximum(sheet, n + 1) and _holds_grades(sheet, n)
        ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(short(title) for title in sheet.titles)
    raise UsageError(
        f"{WHAT}: which column is for the grades? Name it (--column). The columns are: "
        f"{known}."
    )


def _is_maximum(sheet: Sheet, column: int) -> bool:
    """Whether a column holds one and the same positive number in every row."""
    if column >= len(sheet.titles):
        return False
    values = {row.value(column) for row in sheet.rows}
    return len(values) == 1 and (parse_number(values.pop()) or 0) > 0


def _holds_grades(sheet: Sheet, column: int) -> bool:
    """Whether every cell of a column is a number or empty."""
    values = {row.value(column) for row in sheet.rows} - {""}
    return all(parse_number(value) is not None for value in values)
