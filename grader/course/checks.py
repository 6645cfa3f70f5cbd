"""Reads a step's checks.py: trusted code, imported, that needs numpy alone."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from grader.errors import CourseError
from grader.examination.check import Check, checks_of
from grader.records import Limits

POINTS_PER_STEP = 10.0


def read_checks(
    folder: Path, course_limits: Limits, points: float | None = POINTS_PER_STEP
) -> tuple[tuple[Check, ...], Limits, tuple[str, ...]]:
    """The checks, and what checks.py says as LIMITS and as WRITE_IT_YOURSELF.

    points: what the checks have to add up to; None for any number.

    Raises:
        CourseError: something in it is wrong; the message names file and line.
    """
    path = folder / "checks.py"
    if not path.is_file():
        raise CourseError("the step has no checks.py", str(folder))
    module = _import(path)
    checks = checks_of(vars(module).values())
    _require_sound(checks, path)
    if points is not None:
        _require_points(checks, path, points)
    limits = getattr(module, "LIMITS", None)
    ready_made = tuple(getattr(module, "WRITE_IT_YOURSELF", ()))
    if limits is None:
        return checks, course_limits, ready_made
    changed = {
        field.name: getattr(limits, field.name)
        for field in dataclasses.fields(Limits)
        if getattr(limits, field.name) != field.default
    }
    return checks, dataclasses.replace(course_limits, **changed), ready_made


def _import(path: Path) -> ModuleType:
    name = f"grader_course.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = next(
            (
                f.lineno
                for f in reversed(traceback.extract_tb(error.__traceback__))
                if f.filename == str(path)
            ),
            getattr(error, "lineno", 0),
        )
        message = f"cannot be imported: {type(error).__name__}: {error}"
        raise CourseError(message, f"{path}:{line}") from error
    return module


def _require_sound(checks: Sequence[Check], path: Path) -> None:
    if not checks:
        raise CourseError("no function in it is decorated with @check", str(path))
    earlier: set[str] = set()
    for check in checks:
        where = f"{path}:{check.line}"
        if not check.points > 0:
            raise CourseError(f"the points of {check.id} must be positive", where)
        if check.after is not None and check.after not in earlier:
            raise CourseError(
                f"{check.id} comes after {check.after!r}, which is no earlier check", where
            )
        if not check.hint:
            raise CourseError(f"{check.id} has no docstring for the student", where)
        earlier.add(check.id)
    names = [check.name for check in checks]
    for position, check in enumerate(checks):
        if check.name in names[:position]:
            where = f"{path}:{check.line}"
            raise CourseError(f"two checks promise {check.name!r}", where)


def _require_points(checks: Sequence[Check], path: Path, points: float) -> None:
    total = sum(check.points for check in checks)
    if abs(total - points) > 1e-9:
        message = f"the points of its checks add up to {total:g}, not {points:g}"
        raise CourseError(message, str(path))
