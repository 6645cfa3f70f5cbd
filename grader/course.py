"""Reads a course folder: its steps, checks, references and misconceptions.

Solutions and misconceptions are only read as text (their names and hints from the
syntax tree); `checks.py` is imported, since it is trusted and needs numpy alone.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import importlib.util
import re
import sys
import tomllib
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader import datasets
from grader.errors import CourseError, UsageError
from grader.examination.check import Check, checks_of
from grader.records import Limits, MisconceptionRecord
from grader.sandbox.bindings import digest
from grader.sandbox.loading import Part
from grader.sandbox.sources import Preload

POINTS_PER_STEP = 10.0
BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
STEP_FOLDER = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")
BESIDE_THE_PACKAGE = Path(__file__).resolve().parent.parent / "solutions"


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
    """

    id: str
    title: str
    folder: Path
    limits: Limits
    checks: tuple[Check, ...]
    reference: Part
    misconceptions: tuple[Misconception, ...]
    mistakes: Part | None
    fixtures: Part | None
    write_it_yourself: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    given: Mapping[str, str]
    digest: str

    @property
    def name(self) -> str:
        """The id without its number."""
        return self.id.partition("_")[2]

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
    """A whole course. `digest` changes when any of its sources does."""

    path: Path
    title: str
    version: str
    preload: Preload
    limits: Limits
    least: Least
    steps: tuple[Step, ...]
    data: Mapping[str, Any]
    digest: str

    def step(self, name: str) -> Step:
        """A step by its id or by its name alone.

        Raises:
            UsageError: the course has no such step.
        """
        for step in self.steps:
            if name in (step.id, step.name):
                return step
        known = ", ".join(step.id for step in self.steps)
        raise UsageError(f"The course has no step {name!r}. Its steps are: {known}.")


def load_course(path: Path | None = None) -> Course:
    """Read a course folder; without a path, `solutions` here or beside the package.

    Raises:
        UsageError: no such folder.
        CourseError: something in it is wrong; the message names file and line.
    """
    folder = _folder(path)
    settings = _settings(folder / "course.toml")
    limits = _limits(Limits(), settings.get("limits", {}), folder / "course.toml")
    folders = sorted(one for one in folder.iterdir() if STEP_FOLDER.fullmatch(one.name))
    steps = tuple(_step(one, limits) for one in folders)
    if not steps:
        raise CourseError("no step folder such as 05_mse in it", str(folder))
    names = [step.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(f"two steps have the name {name!r}", str(folder))
    files, data = _data(settings.get("data", []), folder / "course.toml")
    return Course(
        path=folder,
        title=str(settings.get("title", folder.name)),
        version=str(settings.get("version", "0")),
        preload=Preload(tuple(settings.get("preload", ())), files),
        limits=limits,
        least=_least(settings.get("verify", {}), folder / "course.toml"),
        steps=steps,
        data=data,
        digest=_digest(folder),
    )


def _folder(path: Path | None) -> Path:
    candidates = [path] if path else [Path("solutions"), BESIDE_THE_PACKAGE]
    for candidate in candidates:
        if (candidate / "course.toml").is_file():
            return candidate.resolve()
    if path is None:
        raise UsageError(
            "No course here: go to the folder that holds `solutions`, or name a course "
            "with --course."
        )
    raise UsageError(f"{path} is no course folder: it holds no course.toml.")


def _settings(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(str(error), str(path)) from error


def _limits(base: Limits, changes: Mapping[str, Any], path: Path) -> Limits:
    known = {field.name for field in dataclasses.fields(Limits)}
    for name, value in changes.items():
        if name not in known:
            raise CourseError(
                f"no limit is called {name!r}; there are {sorted(known)}", str(path)
            )
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            raise CourseError(f"the limit {name!r} must be a positive number", str(path))
    return dataclasses.replace(base, **changes)


def _least(changes: Mapping[str, Any], path: Path) -> Least:
    known = [field.name for field in dataclasses.fields(Least)]
    for name, value in changes.items():
        if name not in known or type(value) is not int or value < 0:
            message = f"[verify] takes whole numbers for {known}, not {name} = {value!r}"
            raise CourseError(message, str(path))
    return dataclasses.replace(Least(), **changes)


def _data(names: Sequence[str], path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    files: dict[str, str] = {}
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for name in names:
        if name != "mnist":
            raise CourseError(
                f"no data set is called {name!r}; there is 'mnist'", str(path)
            )
        files[name] = str(datasets.mnist_path())
        mnist = datasets.mnist()
        for part in ("train_images", "train_labels", "test_images", "test_labels"):
            arrays[f"mnist.{part}"] = getattr(mnist, part)
    return files, arrays


def _step(folder: Path, course_limits: Limits) -> Step:
    reference = _part(folder / "solution.py")
    if reference is None:
        raise CourseError("the step has no solution.py", str(folder))
    mistakes = _part(folder / "misconceptions.py")
    names, given = _definitions(reference, folder)
    checks, limits, ready_made = _checks(folder, course_limits)
    return Step(
        id=folder.name,
        title=_title(reference, folder),
        folder=folder,
        limits=limits,
        checks=checks,
        reference=reference,
        misconceptions=_misconceptions(mistakes, folder) if mistakes else (),
        mistakes=mistakes,
        fixtures=_part(folder / "fixtures.py"),
        write_it_yourself=ready_made,
        names=names,
        given=given,
        digest=_digest(folder, but="alternatives"),
    )


def _part(path: Path) -> Part | None:
    if not path.is_file():
        return None
    try:
        return Part(path.name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CourseError(str(error), str(path)) from error


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


def _checks(
    folder: Path, course_limits: Limits
) -> tuple[tuple[Check, ...], Limits, tuple[str, ...]]:
    """The checks, and what checks.py says as LIMITS and as WRITE_IT_YOURSELF."""
    path = folder / "checks.py"
    if not path.is_file():
        raise CourseError("the step has no checks.py", str(folder))
    module = _import(path)
    checks = checks_of(vars(module).values())
    _require_sound(checks, path)
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
    total = sum(check.points for check in checks)
    if abs(total - POINTS_PER_STEP) > 1e-9:
        message = f"the points of its checks add up to {total:g}, not {POINTS_PER_STEP:g}"
        raise CourseError(message, str(path))


def _digest(folder: Path, but: str = "") -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if but and inner.parts[0] == but:
            continue
        if path.suffix in (".py", ".toml", ".json") and "__pycache__" not in path.parts:
            digest.update(f"{inner}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
