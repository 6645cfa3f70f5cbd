"""Writes marks into one column of an instructor's own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.gradebook.exports import (
    Export,
    Unmatched,
    final_points,
    label,
    number_text,
    scaled,
    why_unfilled,
)
from grader.gradebook.matching import Entry, Kind, match
from grader.gradebook.sheet import Sheet, filled
from grader.marks import Mark

EXCUSED = "EX"


@dataclass(frozen=True)
class Target:
    """The column that is filled.

    possible: what its points are out of; None when the file does not say.
    comma:    whether the file's numbers have decimal commas.
    scale:    marks are brought to `possible`.
    """

    column: int
    possible: float | None
    comma: bool
    scale: bool


def fill(
    sheet: Sheet,
    entries: Sequence[Entry],
    kinds: Sequence[Kind],
    marks: Sequence[Mark],
    target: Target,
) -> Export:
    """The file with the final points of marks in one column, all else as it was.

    A cell that says EX (excused) is left alone.

    Raises:
        UsageError: the points cannot be written on the scale of the file.
    """
    matched, unmatched = match(marks, entries, kinds)
    cells, unfilled = [], []
    for one in matched:
        cell, points = one.row.cells[target.column], final_points(one.mark)
        if cell.value.strip().upper() == EXCUSED:
            why = f"Line {one.row.line} says {EXCUSED} (excused) and stays as it is."
            unfilled.append(Unmatched(label(one.mark.student), why))
        elif points is None:
            why = why_unfilled(one.mark)
            unfilled.append(Unmatched(label(one.mark.student), why))
        else:
            value = scaled(one.mark, points, target.possible, target.scale)
            cells.append((cell, number_text(value, target.comma)))
    return Export(filled(sheet, cells), len(cells), unmatched, tuple(unfilled))
