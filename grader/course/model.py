"""What a course is: steps with their checks, and what is known of wrong solutions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.examination.check import Check
from grader.language import Whole, sentence
from grader.records import Limits, MisconceptionRecord, PartRecord
from grader.sandbox.loading import Part
from grader.sandbox.sources import Preload

SETTINGS = "course.toml"
STEP_FOLDER = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Misconception:
    """A wrong solution: `function` of misconceptions.py stands in for `redefines`.

    where: its file and line, for the course's author.
    """

    id: str
    step: str
    redefines: str
    function: str
    name: str
    hint: str
    where: str

    def record(self) -> MisconceptionRecord:
        """What a report needs of it."""
        return MisconceptionRecord(self.id, self.step, self.redefines, self.name, self.hint)


@dataclass(frozen=True)
class Step:
    """One step of the course.

    names: what the student is to write, by name: the parameters of the function, or of the
           class's `__init__` without self.
    given: what the exercise gives ready made, by name: the digest of its definition.
    digest: changes when anything of the step does that a grading may show; another right
            way (alternatives/) proves checks and shows nowhere.

    A student kit has no solutions. There `reference` and `mistakes` are None, `exercise` is
    the file as students received it, and `recorded` holds what was answered to the checks.
    """

    id: str
    title: str
    folder: Path
    limits: Limits
    checks: tuple[Check, ...]
    reference: Part | None
    misconceptions: tuple[Misconception, ...]
    mistakes: Part | None
    fixtures: Part | None
    write_it_yourself: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    given: Mapping[str, str]
    digest: str
    exercise: str | None = None
    recorded: Path | None = None

    @property
    def name(self) -> str:
        """The id without its number."""
        return self.id.partition("_")[2]

    @property
    def solution(self) -> Part:
        """The reference. Raises `UsageError` in a student kit, which has none."""
        if self.reference is None:
            raise UsageError(sentence("kit.no_solutions"))
        return self.reference

    @property
    def max_score(self) -> float:
        """Points of all checks."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Least:
    """How many misconceptions and alternatives `verify` wants of every step."""

    misconceptions: int = 3
    alternatives: int = 1


@dataclass(frozen=True)
class Course:
    """A whole course. `digest` changes when any of its sources does.

    parts: what its steps are grouped in, each step in one; () without any.
    """

    path: Path
    title: str
    version: str
    preload: Preload
    limits: Limits
    least: Least
    steps: tuple[Step, ...]
    data: Mapping[str, Any]
    digest: str
    parts: tuple[PartRecord, ...] = ()

    def step(self, name: str) -> Step:
        """A step by its id or by its name alone.

        Raises:
            UsageError: the course has no such step.
        """
        for step in self.steps:
            if name in (step.id, step.name):
                return step
        known = ", ".join(step.id for step in self.steps)
        raise UsageError(sentence("live.no_step", name=name, steps=Whole(known)))

    @property
    def is_kit(self) -> bool:
        """Whether it is a student kit: visible checks and recorded answers alone."""
        return any(step.recorded is not None for step in self.steps)

    def may_hide(self, step: Step) -> bool:
        """Whether grading has further checks of a step; a kit does not tell."""
        return self.is_kit or any(check.hidden for check in step.checks)

    def visible(self) -> Course:
        """The course with its visible checks alone, as a student may run them."""
        steps = []
        for step in self.steps:
            checks = tuple(one for one in step.checks if not one.hidden)
            steps.append(replace(step, checks=checks))
        return replace(self, steps=tuple(steps))
