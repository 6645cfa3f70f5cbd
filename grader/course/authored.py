"""Reads a course as its authors keep it: `solutions/`, one folder per step.

Solutions and misconceptions are only read as text (their names and hints from the
syntax tree); `checks.py` is imported, since it is trusted and needs numpy alone.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from grader.course.checks import read_checks
from grader.course.exercises import BEGIN
from grader.course.model import Misconception, Step
from grader.course.settings import digest_of, read_part
from grader.errors import CourseError
from grader.records import Limits
from grader.sandbox.bindings import digest
from grader.sandbox.loading import Part


def read_step(folder: Path, course_limits: Limits) -> Step:
    """A step of an authored course.

    Raises:
        CourseError: something in it is wrong; the message names file and line.
    """
    reference = read_part(folder / "solution.py")
    if reference is None:
        raise CourseError("the step has no solution.py", str(folder))
    mistakes = read_part(folder / "misconceptions.py")
    names, given = _definitions(reference, folder)
    checks, limits, ready_made = read_checks(folder, course_limits)
    return Step(
        id=folder.name,
        title=_title(reference, folder),
        folder=folder,
        limits=limits,
        checks=checks,
        reference=reference,
        misconceptions=_misconceptions(mistakes, folder) if mistakes else (),
        mistakes=mistakes,
        fixtures=read_part(folder / "fixtures.py"),
        write_it_yourself=ready_made,
        names=names,
        given=given,
        digest=digest_of(folder, but="alternatives"),
    )


def _parse(part: Part, folder: Path) -> ast.Module:
    try:
        return ast.parse(part.source)
    except SyntaxError as error:
        where = f"{folder / part.file}:{error.lineno}"
        raise CourseError(str(error.msg), where) from error


def _title(reference: Part, folder: Path) -> str:
    brief = ast.get_docstring(_parse(reference, folder)) or ""
    first = brief.strip().splitlines()[0].rstrip(".") if brief.strip() else ""
    if not first:
        raise CourseError(
            "the brief (the module's docstring) is missing", f"{folder}/solution.py"
        )
    return first


def _definitions(
    reference: Part, folder: Path
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Functions and classes of a solution: those with a marked region, and the others."""
    lines = reference.source.splitlines()
    names: dict[str, tuple[str, ...]] = {}
    given: dict[str, str] = {}
    for node in _parse(reference, folder).body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        own = lines[node.lineno - 1 : node.end_lineno]
        if any(line.strip() == BEGIN for line in own):
            names[node.name] = _parameters(node)
        else:
            given[node.name] = digest(node)
    return names, given


def _parameters(node: ast.FunctionDef | ast.ClassDef) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef):
        return tuple(one.arg for one in node.args.args)
    made = [
        inner
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__"
    ]
    return _parameters(made[0])[1:] if made else ()


def _misconceptions(part: Part, folder: Path) -> tuple[Misconception, ...]:
    found = []
    for node in _parse(part, folder).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and "__" in node.name[1:-2]:
            where = f"{folder / part.file}:{node.lineno}"
            redefines, _, slug = node.name.partition("__")
            name, _, hint = (ast.get_docstring(node) or "").partition("\n")
            if not name.strip() or not hint.strip():
                raise CourseError(
                    f"{node.name} needs a docstring: its name, then a hint", where
                )
            found.append(
                Misconception(
                    id=slug,
                    step=folder.name,
                    redefines=redefines,
                    function=node.name,
                    name=name.strip().rstrip("."),
                    hint=re.sub(r"(?<!\n)\n(?!\n)", " ", hint.strip()),
                    where=where,
                )
            )
    functions = [one.function for one in found]
    for position, one in enumerate(found):
        if one.function in functions[:position]:
            raise CourseError(f"{one.function} is defined twice", one.where)
    return tuple(found)
