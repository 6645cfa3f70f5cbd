"""Reads a student kit: visible checks, and what was answered to them when it was made.

    checks/
      course.toml          title, version, limits; [kit] says which grader made it
      15_softmax/
        step.json          title, names, misconceptions (their names and hints)
        exercise.py        the file as students receive it
        checks.py          the visible checks
        fixtures.py        where the step has them
        recorded.bin       inputs that were drawn, findings of reference and misconceptions

`grader.authoring.release` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader import __version__
from grader.course.checks import read_checks
from grader.course.model import Misconception, Step
from grader.course.settings import digest_of, read_part
from grader.errors import CourseError, UsageError
from grader.language import sentence
from grader.records import Limits

FORMAT = 1
STEP, EXERCISE, RECORDED = "step.json", "exercise.py", "recorded.bin"


def require_readable(made_by: Mapping[str, Any], folder: Path) -> None:
    """Refuse a kit of another version. Raises `UsageError`."""
    version = str(made_by.get("grader", "?"))
    if (version, made_by.get("format")) != (__version__, FORMAT):
        where, installed = str(folder), __version__
        told = sentence("kit.version", folder=where, version=version, installed=installed)
        raise UsageError(told)


def read_step(folder: Path, course_limits: Limits) -> Step:
    """A step of a kit.

    Raises:
        CourseError: a file is missing or damaged.
    """
    exercise = read_part(folder / EXERCISE)
    if exercise is None or not (folder / RECORDED).is_file():
        raise CourseError(sentence("kit.incomplete"), str(folder))
    checks, limits, ready_made = read_checks(folder, course_limits, points=None)
    try:
        told = json.loads((folder / STEP).read_text(encoding="utf-8"))
        return Step(
            id=folder.name,
            title=told["title"],
            folder=folder,
            limits=limits,
            checks=checks,
            reference=None,
            misconceptions=tuple(Misconception(**one) for one in told["misconceptions"]),
            mistakes=None,
            fixtures=read_part(folder / "fixtures.py"),
            write_it_yourself=ready_made,
            names={name: tuple(parameters) for name, parameters in told["names"].items()},
            given=told["given"],
            digest=digest_of(folder),
            exercise=exercise.source,
            recorded=folder / RECORDED,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{STEP} cannot be read: {error}", str(folder)) from error
