"""Reads grader.toml: which course, which assignments, what lateness costs, which attempt.

course = "solutions"              # a folder beside this file; may be left out
[grading]                         # holds for every assignment that says nothing else
time_zone = "Europe/Prague"
deadline = 2026-11-20T23:59:00    # local to the time zone, or with an offset
grace_minutes = 15
penalty_per_day = 10              # percent of the points possible
cap = 50                          # percent, never more than that
attempt = "last"                  # or "best", "first"
missing_is_zero = false
delegated_cost = 0                # percent of a step's points

[assignment.week1]
deadline = 2026-10-02T23:59:00
steps = ["05_mse", "15_softmax"]  # or a table: {"05_mse" = 10, "15_softmax" = 20}
"""

from __future__ import annotations

import datetime
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from grader.course import Course
from grader.errors import UsageError
from grader.marks import Assignment, Lateness

FILE = "grader.toml"
STORE = "grades.sqlite"
WhichAttempt: TypeAlias = Literal["last", "best", "first"]
_GRADING = frozenset(
    {
        "time_zone",
        "deadline",
        "grace_minutes",
        "penalty_per_day",
        "cap",
        "attempt",
        "missing_is_zero",
        "delegated_cost",
    }
)


@dataclass(frozen=True)
class Settings:
    """What grader.toml says; without one, what holds then.

    folder: where grader.toml lies, else the working directory; the store lies there too.
    file:   grader.toml itself, or None.
    """

    folder: Path
    file: Path | None = None
    course: Path | None = None
    grading: Mapping[str, Any] = field(default_factory=dict)
    assignments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        """Where the store lies unless a command says otherwise."""
        return self.folder / STORE

    @property
    def time_zone(self) -> datetime.tzinfo:
        """Of deadlines and of times in downloads that name none."""
        name = self.grading.get("time_zone")
        return datetime.UTC if name is None else _zone(name, self.file)

    def attempt(self, assignment: str) -> WhichAttempt:
        """Which of a student's attempts counts."""
        chosen: WhichAttempt = self._all(assignment).get("attempt", "last")
        return chosen

    def assignment(self, name: str, course: Course) -> Assignment:
        """An assignment of grader.toml; "" is the whole course.

        Raises:
            UsageError: there is no such assignment, or it names no step of the course.
        """
        if name and name not in self.assignments:
            known = ", ".join(self.assignments) or "none"
            where = self.file or f"a {FILE} (there is none in {self.folder})"
            raise UsageError(f"No assignment {name!r} in {where}. There are: {known}.")
        given = self._all(name)
        return Assignment(
            name=name,
            weights=self._weights(name, course),
            lateness=self._lateness(given),
            delegated_cost=given.get("delegated_cost", 0),
            missing_is_zero=given.get("missing_is_zero", False),
        )

    def _all(self, name: str) -> dict[str, Any]:
        return {**self.grading, **self.assignments.get(name, {})}

    def _weights(self, name: str, course: Course) -> dict[str, float]:
        steps = self.assignments.get(name, {}).get("steps")
        if steps is None:
            return {one.id: one.max_score for one in course.steps}
        wanted = {}
        for step, weight in _pairs(steps):
            found = course.step(step)
            wanted[found.id] = found.max_score if weight is None else float(weight)
        if not wanted:
            raise UsageError(f"{self.file}: the assignment {name!r} has no steps.")
        return {one.id: wanted[one.id] for one in course.steps if one.id in wanted}

    def _lateness(self, given: Mapping[str, Any]) -> Lateness:
        deadline = given.get("deadline")
        if deadline is not None and deadline.tzinfo is None:
            deadline = deadline.replace(tzinfo=self.time_zone)
        return Lateness(
            deadline=deadline,
            penalty_per_day=given.get("penalty_per_day", 0),
            grace=datetime.timedelta(minutes=given.get("grace_minutes", 0)),
            cap=given.get("cap", 100),
        )


def find_settings(start: Path) -> Settings:
    """The grader.toml of a folder or of the nearest folder above it.

    Raises:
        UsageError: it cannot be read, or something in it is not understood.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return read_settings(folder / FILE)
    return Settings(start)


def read_settings(file: Path) -> Settings:
    """Read a grader.toml.

    Raises:
        UsageError: it cannot be read, or something in it is not understood.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{file}: no valid TOML: {error}.") from error
    _only(content, {"course", "grading", "assignment"}, "", file)
    course = content.get("course")
    if not isinstance(course, str | None):
        raise UsageError(f"{file}: course is to be the path of a folder, in quotes.")
    grading = _table(content, "grading", file)
    _check(grading, "[grading]", file, _GRADING)
    assignments = _table(content, "assignment", file)
    for name in assignments:
        given = _table(assignments, name, file)
        _check(given, f"[assignment.{name}]", file, (_GRADING - {"time_zone"}) | {"steps"})
    return Settings(
        folder=file.parent,
        file=file,
        course=file.parent / course if course else None,
        grading=grading,
        assignments=assignments,
    )


def _table(content: Mapping[str, Any], key: str, file: Path) -> dict[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, dict):
        raise UsageError(f"{file}: {key} is to be a table, as [{key}].")
    return value


def _only(
    given: Mapping[str, Any], known: frozenset[str] | set[str], where: str, file: Path
) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        place = f"{where} " if where else ""
        raise UsageError(
            f"{file}: {place}{unknown[0]} is not known. Known are: "
            f"{', '.join(sorted(known))}."
        )


def _check(given: Mapping[str, Any], where: str, file: Path, known: frozenset[str]) -> None:
    """Refuse what is not known, and values of the wrong kind."""
    _only(given, known, where, file)

    def wrong(name: str, wanted: str) -> UsageError:
        return UsageError(f"{file}: {where} {name} is to be {wanted}.")

    for name in ("penalty_per_day", "cap", "delegated_cost"):
        value = given.get(name, 0)
        if not _number(value) or not 0 <= value <= 100:
            raise wrong(name, "a percentage from 0 to 100")
    if not _number(given.get("grace_minutes", 0)) or given.get("grace_minutes", 0) < 0:
        raise wrong("grace_minutes", "a number of minutes")
    if not isinstance(given.get("missing_is_zero", False), bool):
        raise wrong("missing_is_zero", "true or false")
    if given.get("attempt", "last") not in get_args(WhichAttempt):
        raise wrong("attempt", '"last", "best" or "first"')
    if not isinstance(given.get("deadline"), datetime.datetime | None):
        raise wrong("deadline", "a date with a time, as 2026-11-20T23:59:00, unquoted")
    if "time_zone" in given:
        _zone(given["time_zone"], file)
    if "steps" in given and not _are_steps(given["steps"]):
        raise wrong("steps", 'a list as ["05_mse"] or a table as {"05_mse" = 10}')


def _are_steps(steps: Any) -> bool:
    if isinstance(steps, list):
        return all(isinstance(one, str) for one in steps)
    return isinstance(steps, dict) and all(
        _number(one) and one > 0 for one in steps.values()
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pairs(steps: Any) -> list[tuple[str, float | None]]:
    return (
        list(steps.items()) if isinstance(steps, dict) else [(one, None) for one in steps]
    )


def _zone(name: Any, file: Path | None) -> datetime.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (TypeError, ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise UsageError(
            f'{file}: time_zone is to be a name as "Europe/Prague", not {name!r}.'
        ) from error
