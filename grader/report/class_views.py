"""Plain data that the class page renders: every decision is made before it is here."""

from __future__ import annotations

from dataclasses import dataclass

from grader.records import Outcome
from grader.report.views import OutcomeView, Prose

KEYS = {
    Outcome.PASSED: "p",
    Outcome.FAILED: "f",
    Outcome.ERRORED: "e",
    Outcome.TIMED_OUT: "t",
    Outcome.CRASHED: "c",
    Outcome.SKIPPED: "s",
    Outcome.NOT_ATTEMPTED: "n",
    Outcome.UNGRADED: "u",
}
"""One letter for an outcome: a CSS class, and what the filters look for."""

NO_OUTCOME = "m"
"""The CSS class of a cell of a step that was not examined."""


@dataclass(frozen=True)
class Figure:
    """A number with its name, and what else is to be said of it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Person:
    """A student in a list. `link` may be empty; `detail` says what it is about."""

    name: str
    link: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Students that somebody should look at for the same cause. `open`: unfolded."""

    title: str
    why: str
    people: tuple[Person, ...]
    open: bool


@dataclass(frozen=True)
class MistakeView:
    """A misconception and who holds it. `share` is of those who handed in, in percent."""

    step: str
    sentence: Prose
    hint: Prose
    share: float
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram in SVG units; `label` is its count, empty for none."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Tick:
    """A place on the axis below the bars."""

    x: float
    text: str


@dataclass(frozen=True)
class HistogramView:
    """The distribution of marks, and the same in words. Sizes are SVG units."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    description: str
    width: int
    height: int
    base: int


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar that is 100 wide."""

    outcome: OutcomeView
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class StepRow:
    """A step as the class fared. `share` (percent) is None where nobody is graded.

    graded: says how many were graded, where that is not everybody who handed in.
    doubt:  a word for a low discrimination, else empty.
    gap:    says how many passed all visible checks and failed a hidden one, else empty.
    part:   the title of the part of the course that begins here, else empty.
    """

    number: str
    title: str
    share: float | None
    difficulty: str
    graded: str
    discrimination: str
    doubt: str
    segments: tuple[Segment, ...]
    seconds: str
    gap: str = ""
    part: str = ""


@dataclass(frozen=True)
class SlowStep:
    """CPU time of a step."""

    step: str
    median: str
    longest: str


@dataclass(frozen=True)
class Column:
    """A step at the head of the students' table. `name` is empty when there are many."""

    number: str
    name: str
    title: str
    anchor: str


@dataclass(frozen=True)
class Cell:
    """A step of a student: CSS classes, sign and points, and why they were changed."""

    css: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A student in the table.

    keys:   letters that the filters look for: `KEYS`, and those of `Choice`.
    badges: (CSS class, text) of what is to be known about the whole.
    """

    name: str
    link: str
    badges: tuple[tuple[str, str], ...]
    raw: str
    final: str
    keys: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Choice:
    """An entry of a filter: the letter that it looks for, and its word."""

    key: str
    text: str


@dataclass(frozen=True)
class StudentsTable:
    """Students by steps.

    raw:     some final mark differs from the raw one, so that both are shown.
    most:    the points possible, where they are the same for all; else rows name theirs.
    changed, absent: some cell was changed by hand, or has no outcome.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    raw: bool
    most: str
    outcomes: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    legend: tuple[tuple[str, OutcomeView], ...]
    changed: bool
    absent: bool


@dataclass(frozen=True)
class ClassView:
    """The page of a class. Empty parts are left out of it.

    counts: how many students there are and handed in; figures: of their marks.
    basis:  says whose marks the figures are of.
    """

    course: str
    assignment: str
    counts: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    basis: str
    histogram: HistogramView | None
    look: tuple[Group, ...]
    mistakes: tuple[MistakeView, ...]
    more_mistakes: tuple[MistakeView, ...]
    steps: tuple[StepRow, ...]
    discriminates: bool
    slow: tuple[SlowStep, ...]
    students: StudentsTable
    footer: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
