"""What is asked of a desk and what it answers: plain data, the same near and far.

Both cross to the server as `grader.codec` writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.records import StepRecord, SubmissionRecord


@dataclass(frozen=True)
class Request:
    """What a student wants to know.

    do:         `check`, `outline` (what the course and the work are), or `stop`.
    here:       the folder from which the work and the course are looked for, absolute.
    course:     the course's folder, absolute; "" for the one that is found from `here`.
    paths:      what to examine, absolute: files, notebooks, one folder. Empty for the work
                that is found from `here`.
    submission: an encoded `Submission` to examine in place of paths.
    steps:      ids or names; empty for all that the work answers.
    begun_only: leave untouched stubs out, unless `steps` names them.
    language:   in which messages are to be.
    """

    do: str
    here: str
    course: str = ""
    paths: tuple[str, ...] = ()
    submission: bytes = b""
    steps: tuple[str, ...] = ()
    begun_only: bool = False
    language: str = ""


@dataclass(frozen=True)
class OutlineStep:
    """A step as a student sees it before it is examined.

    max_score: points of its visible checks. hidden: whether it has others.
    state:     of the work: `missing`, `untouched` or `begun`.
    file:      where the answer is, by name; "" when it is missing.
    sha256:    hex digest of that file, "" when it is missing.
    """

    id: str
    title: str
    max_score: float
    hidden: bool
    state: str = "missing"
    file: str = ""
    sha256: str = ""

    @property
    def name(self) -> str:
        """The id without its number."""
        return self.id.partition("_")[2]


@dataclass(frozen=True)
class Outline:
    """A course and a folder of work.

    course, work: folders, absolute. course_digest changes when the course does.
    asked:        ids of the steps that were asked for.
    exercises:    of these steps, in their order: the file as handed out.
    parts:        of the course: a title and the ids of its steps; () where it has none.
    """

    course: str
    course_digest: str
    title: str
    work: str
    steps: tuple[OutlineStep, ...]
    asked: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def step(self, id: str) -> OutlineStep:
        """A step by its id."""
        return next(step for step in self.steps if step.id == id)

    def exercise(self, id: str) -> str:
        """The file of a step that was asked for, as it was handed out."""
        return self.exercises[self.asked.index(id)]


@dataclass(frozen=True)
class Event:
    """What is told while a request is answered; the last one carries the answer.

    kind:  `waiting` (TensorFlow is being imported), `outline`, `began` and `done` (a step),
           then one of `finished`, `usage`, `course`, `fault`, `stopped`.
    step:  its id; of a notebook its name.
    text:  a message for a person, of `usage`, `course` and `fault`.
    """

    kind: str
    step: str = ""
    text: str = ""
    outline: Outline | None = None
    record: StepRecord | None = None
    submission: SubmissionRecord | None = None


LAST = frozenset({"finished", "usage", "course", "fault", "stopped"})
OnEvent = Callable[[Event], None]


def ignore(event: Event) -> None:
    """An `OnEvent` that does nothing."""
