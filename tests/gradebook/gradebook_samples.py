"""Students and marks made by hand, and the golden files beside this module."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.marks import Mark, Status, StepMark
from grader.records import Outcome, Student

GOLDEN = Path(__file__).parent / "golden"

ADA = Student(
    "canvas:11",
    "Ada Lovelace",
    "ada@example.org",
    {"canvas": "11", "moodle": "311", "orgdefinedid": "900011", "username": "ada"},
)
SCARLETT = Student(
    "canvas:12",
    "Scarlett O'Hara",
    ids={"sis": "s-0012", "moodle": "312", "orgdefinedid": "#900012"},
)
NOOR = Student("noor", "الهدى نور", ids={"login": "noor", "moodle": "313"})


def student(key: str = "x", name: str = "X", **ids: str) -> Student:
    return Student(key, name, ids=ids)


def mark(student: Student, final: float | None, most: float = 20.0, **changes) -> Mark:
    """A mark for one step; ungraded without a number."""
    status = Status.UNGRADED if final is None else Status.GRADED
    outcome = Outcome.UNGRADED if final is None else Outcome.FAILED
    step = StepMark("05_mse", "Mean squared error", outcome, final, final, most)
    made = Mark(
        student, "week 1", status, final, final, most, (step,), attempt=1, attempts=1
    )
    return replace(made, **changes)


def missing(student: Student) -> Mark:
    return mark(student, None, status=Status.MISSING, attempt=0, attempts=0)


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()
