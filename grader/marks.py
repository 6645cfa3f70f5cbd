"""From the points of steps to the mark of an assignment: weights, lateness, overrides.

Pure functions; nothing here knows a file or a store. What could not be graded has no
mark, and neither has what an instructor may still have to look at (law 3).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.records import MisconceptionRecord, Outcome, Student, SubmissionRecord, total

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Lateness:
    """What being late costs.

    deadline:        aware; None when nothing is ever late.
    penalty_per_day: percent of the points possible, for every day that has begun.
    grace:           how much later still counts as in time.
    cap:             the largest penalty in percent.
    """

    deadline: datetime.datetime | None = None
    penalty_per_day: float = 0.0
    grace: datetime.timedelta = datetime.timedelta()
    cap: float = 100.0

    def days(
        self, submitted: datetime.datetime, extension: datetime.timedelta
    ) -> int | None:
        """How many days have begun since the deadline; None without one."""
        if self.deadline is None:
            return None
        over = submitted - (self.deadline + extension)
        return max(1, math.ceil(over / DAY)) if over > self.grace else 0

    def penalty(self, days: int) -> float:
        """In percent of the points possible."""
        return min(days * self.penalty_per_day, self.cap)


@dataclass(frozen=True)
class Assignment:
    """What is graded together.

    name:    "" for the whole course when grader.toml names no assignments.
    weights: points of each step in this assignment, by id, in the order of the course.
    delegated_cost: percent of a step's points that a ready-made function costs where the
             step was to be written.
    missing_is_zero: who handed in nothing gets 0 and not an empty cell.
    """

    name: str
    weights: Mapping[str, float]
    lateness: Lateness = Lateness()
    delegated_cost: float = 0.0
    missing_is_zero: bool = False

    @property
    def max_score(self) -> float:
        """Points of all its steps."""
        return round(sum(self.weights.values()), 4)


@dataclass(frozen=True)
class Override:
    """Points that an instructor gave for a step instead of the grader's.

    points: on the scale of the step (10 in all steps so far), not of the assignment.
    at:     ISO 8601 with offset.
    """

    step: str
    points: float
    why: str
    who: str
    at: str


@dataclass(frozen=True)
class Comment:
    """What an instructor wrote to a student, about a step or ("") the whole."""

    step: str
    text: str
    who: str
    at: str


@dataclass(frozen=True)
class StepMark:
    """A step in an assignment.

    outcome:   None when the submission was not examined for it.
    graded:    the grader's points, on the step's own scale; None when ungraded.
    points:    what counts, on the assignment's scale: overridden, weighted.
    max_points: the weight.
    """

    id: str
    title: str
    outcome: Outcome | None
    graded: float | None
    points: float | None
    max_points: float
    override: Override | None = None
    misconceptions: tuple[MisconceptionRecord, ...] = ()


class Status(StrEnum):
    """What there is of a student's mark."""

    GRADED = "graded"
    UNGRADED = "ungraded"
    MISSING = "missing"


@dataclass(frozen=True)
class Mark:
    """A student's mark for an assignment.

    raw:       points before lateness; None when something is ungraded or missing.
    final:     raw without the penalty, never below 0.
    late_days: days begun after the deadline; None when that is not known: no deadline, or
               no time of submission.
    late:      also true where the download says so and no time is known.
    penalty:   points that lateness costs.
    submitted: ISO 8601 with offset, or "".
    attempt:   which of `attempts` counts, from 1; 0 when nothing was handed in.
    """

    student: Student
    assignment: str
    status: Status
    raw: float | None
    final: float | None
    max_score: float
    steps: tuple[StepMark, ...]
    late: bool = False
    late_days: int | None = None
    penalty: float = 0.0
    submitted: str = ""
    attempt: int = 0
    attempts: int = 0
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class HandedIn:
    """How and when the attempt that counts was handed in.

    late: what the download says; None when it says nothing.
    """

    submitted: datetime.datetime | None = None
    late: bool | None = None
    attempt: int = 1
    attempts: int = 1


def mark(
    student: Student,
    assignment: Assignment,
    record: SubmissionRecord | None,
    handed_in: HandedIn | None = None,
    extension: datetime.timedelta = datetime.timedelta(),
    overrides: Sequence[Override] = (),
    comments: Sequence[Comment] = (),
) -> Mark:
    """The mark of a submission, or of none.

    record:    the submission as graded, whole or its summary; None when it is not
               graded yet, or there is none.
    handed_in: None without a record says that nothing was handed in; what was handed in
               and is not graded is ungraded, and never missing or zero.
    """
    given = {one.step: one for one in overrides if one.step in assignment.weights}
    nothing_there = record is None and handed_in is None
    handed_in = handed_in or HandedIn()
    rest = 0.0 if nothing_there and given else None
    steps = step_marks(assignment, record, given, rest)
    if nothing_there and not given:
        nothing = 0.0 if assignment.missing_is_zero else None
        return Mark(
            *(student, assignment.name, Status.MISSING, nothing, nothing),
            *(assignment.max_score, steps),
            comments=tuple(comments),
        )
    raw = total(one.points for one in steps) if steps else None
    days = None
    if handed_in.submitted is not None:
        days = assignment.lateness.days(handed_in.submitted, extension)
    percent = assignment.lateness.penalty(days) if days else 0.0
    penalty = round(percent / 100 * assignment.max_score, 4)
    return Mark(
        student=student,
        assignment=assignment.name,
        status=Status.UNGRADED if raw is None else Status.GRADED,
        raw=raw,
        final=None if raw is None else round(max(0.0, raw - penalty), 4),
        max_score=assignment.max_score,
        steps=steps,
        late=bool(days) if days is not None else bool(handed_in.late),
        late_days=days,
        penalty=penalty,
        submitted=handed_in.submitted.isoformat() if handed_in.submitted else "",
        attempt=0 if nothing_there else handed_in.attempt,
        attempts=0 if nothing_there else handed_in.attempts,
        comments=tuple(comments),
    )


def step_marks(
    assignment: Assignment,
    record: SubmissionRecord | None,
    overrides: Mapping[str, Override],
    rest: float | None = None,
) -> tuple[StepMark, ...]:
    """Every step of the assignment; one that the record lacks has `rest` points."""
    graded = {one.id: one for one in record.steps} if record is not None else {}
    marks = []
    for id, weight in assignment.weights.items():
        step, override = graded.get(id), overrides.get(id)
        score = step.score if step is not None else None
        most = step.max_score if step is not None and step.max_score else 10.0
        counted = score if step is not None else rest
        if score is not None and step is not None and "delegated" in step.flags:
            counted = score * (1 - assignment.delegated_cost / 100)
        if override is not None:
            counted = override.points
        marks.append(
            StepMark(
                id=id,
                title=step.title if step is not None else "",
                outcome=step.outcome if step is not None else None,
                graded=score,
                points=None if counted is None else round(weight * counted / most, 4),
                max_points=weight,
                override=override,
                misconceptions=step.misconceptions if step is not None else (),
            )
        )
    return tuple(marks)
