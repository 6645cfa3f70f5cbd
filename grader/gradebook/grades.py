"""Everything about marks in one table, for spreadsheets and scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.gradebook.cells import csv_bytes
from grader.gradebook.exports import final_points
from grader.marks import Mark
from grader.records import Outcome


def grades_csv(marks: Sequence[Mark]) -> bytes:
    """One row a mark, in UTF-8 with a byte order mark and line ends of RFC 4180.

    Columns: student, key, email, one `id_KIND` for each kind of id that occurs, attempt,
    attempts, submitted (ISO 8601), late (yes, no, or empty where it is not known),
    late_days, the points of each step on the assignment's scale by the step's id, raw,
    penalty, total, max, status, and how many steps have each outcome, worst last. What
    has no points is empty and never 0.
    """
    kinds = sorted({kind for mark in marks for kind in mark.student.ids})
    steps = list(dict.fromkeys(step.id for mark in marks for step in mark.steps))
    outcomes = list(reversed(Outcome))
    header = [
        *("student", "key", "email", *(f"id_{kind}" for kind in kinds)),
        *("attempt", "attempts", "submitted", "late", "late_days", *steps),
        *("raw", "penalty", "total", "max", "status", *outcomes),
    ]
    rows = (_row(mark, kinds, steps, outcomes) for mark in marks)
    return csv_bytes([header, *rows], "utf-8-sig")


def _row(
    mark: Mark, kinds: Sequence[str], steps: Sequence[str], outcomes: Sequence[Outcome]
) -> list[str | float | None]:
    student = mark.student
    points = {step.id: step.points for step in mark.steps}
    counts = Counter(step.outcome for step in mark.steps)
    return [
        *(student.name, student.key, student.email),
        *(student.ids.get(kind, "") for kind in kinds),
        *(mark.attempt, mark.attempts, mark.submitted, _late(mark), mark.late_days),
        *(points.get(step) for step in steps),
        *(mark.raw, mark.penalty, final_points(mark), mark.max_score, mark.status),
        *(counts[one] for one in outcomes),
    ]


def _late(mark: Mark) -> str:
    """A download that does not say `late` may not know; only a deadline says `no`."""
    if mark.late:
        return "yes"
    return "" if mark.late_days is None else "no"
