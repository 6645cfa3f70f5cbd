"""Finds submissions among files and folders. Reads bytes; runs and parses nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError
from grader.records import LeftOut

MAX_SOURCE_BYTES = 512 * 1024
MAX_NOTEBOOK_BYTES = 128 * 1024**2
WORKSHOP = "workshop.ipynb"
IGNORED = re.compile(r"\.|__pycache__$|__MACOSX$")


@dataclass(frozen=True)
class StepFile:
    """One step as handed in. `refused` is a left-out reason when it cannot be graded."""

    step: str
    name: str
    content: bytes
    refused: str = ""


@dataclass(frozen=True)
class NotebookFile:
    """One notebook as handed in.

    step:    the one that it is called after, "" for a notebook of any steps.
    refused: why it cannot be executed (an id of `NotebookRecord.refused`), or "".
    """

    name: str
    content: bytes
    step: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    steps: ids of the steps that count: the whole course for a folder, one for a file.
    """

    id: str
    student: str
    source: str
    files: tuple[StepFile, ...]
    steps: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    notebooks: tuple[NotebookFile, ...] = ()


def find_submissions(paths: Sequence[Path], course: Course) -> list[Submission]:
    """The submissions that some paths name.

    A path is a step's file, a notebook, a folder of one submission, or a folder of such
    folders.

    Raises:
        UsageError: a path does not exist, or holds no submission.
    """
    found: list[Submission] = []
    for path in paths:
        found.extend(_at(path, course))
    return _with_unique_ids(found)


def _at(path: Path, course: Course) -> list[Submission]:
    if path.is_file() and path.suffix == ".ipynb":
        return [_single_notebook(path, course)]
    if path.is_file():
        return [_single_file(path, course)]
    if not path.is_dir():
        raise UsageError(f"{_shown(path)}: there is no such file or folder.")
    if _has_step_files(path, course):
        return [_folder(path, course)]
    folders = sorted(
        entry for entry in _entries(path) if entry.is_dir() and not entry.is_symlink()
    )
    if not folders:
        raise UsageError(
            f"{_shown(path)}: no step files and no notebook in this folder. A step's "
            f"file is called, for instance, {course.steps[0].id}.py or "
            f"{course.steps[0].name}.py; a notebook has any name that ends in .ipynb."
        )
    submissions = [_folder(folder, course) for folder in folders]
    if not any(one.files or one.notebooks for one in submissions):
        raise UsageError(
            f"{_shown(path)}: none of its {len(folders)} folders holds a step file or a "
            "notebook."
        )
    return submissions


def _single_file(path: Path, course: Course) -> Submission:
    step = _step_of(path, course)
    if step is None:
        known = ", ".join(f"{step.id}.py" for step in course.steps)
        raise UsageError(
            f"{_shown(path)}: this file is no step of the course and no notebook. The "
            f"steps are: {known}."
        )
    student = _shown(path.resolve().parent.name) or "student"
    file = _read(path, step)
    return Submission(f"{student}-{step}", student, str(path), (file,), (step,))


def _single_notebook(path: Path, course: Course) -> Submission:
    notebook = _read_notebook(path, course)
    student = _shown(path.resolve().parent.name) or "student"
    steps = (notebook.step,) if notebook.step else tuple(one.id for one in course.steps)
    identity = f"{student}-{_shown(path.stem)}"
    return Submission(identity, student, str(path), (), steps, (), (notebook,))


def _folder(path: Path, course: Course) -> Submission:
    files: dict[str, StepFile] = {}
    notebooks = []
    left_out = []
    for entry in sorted(_entries(path)):
        step = _step_of(entry, course)
        if entry.is_symlink():
            left_out.append(LeftOut(_shown(entry.name), "symlink"))
        elif entry.is_dir():
            left_out.append(LeftOut(_shown(entry.name), "folder"))
        elif entry.suffix == ".ipynb":
            notebooks.append(_read_notebook(entry, course))
        elif step is None:
            left_out.append(LeftOut(_shown(entry.name), "not_a_step"))
        elif step in files:
            names = f"{files[step].name}, {entry.name}"
            files[step] = StepFile(step, names, b"", refused="duplicate")
        else:
            files[step] = _read(entry, step)
    name = _shown(path.resolve().name)
    steps = tuple(step.id for step in course.steps)
    notebooks.sort(key=lambda one: (not one.step, one.name != WORKSHOP, one.name))
    return Submission(
        *(name, name, str(path), tuple(files.values()), steps),
        *(tuple(left_out), tuple(notebooks)),
    )


def _read_notebook(path: Path, course: Course) -> NotebookFile:
    step = _step_of(path.with_suffix(".py"), course) or ""
    name = _shown(path.name)
    try:
        content = _bytes(path, MAX_NOTEBOOK_BYTES)
    except OSError:
        return NotebookFile(name, b"", step, "unreadable")
    if len(content) > MAX_NOTEBOOK_BYTES:
        return NotebookFile(name, b"", step, "too_large")
    return NotebookFile(name, content, step)


def _bytes(path: Path, most: int) -> bytes:
    """A file's content, one byte more than `most` at the most. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most + 1)


def _read(path: Path, step: str) -> StepFile:
    name = _shown(path.name)
    if path.is_symlink():
        return StepFile(step, name, b"", refused="symlink")
    try:
        content = _bytes(path, MAX_SOURCE_BYTES)
    except OSError:
        return StepFile(step, name, b"", refused="unreadable")
    if len(content) > MAX_SOURCE_BYTES:
        return StepFile(step, name, b"", refused="too_large")
    if b"\0" in content:
        return StepFile(step, name, b"", refused="null_byte")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return StepFile(step, name, b"", refused="not_utf8")
    return StepFile(step, name, content)


def _entries(path: Path) -> Iterable[Path]:
    try:
        return [entry for entry in path.iterdir() if not IGNORED.match(entry.name)]
    except OSError as error:
        raise UsageError(f"{_shown(path)}: cannot be read: {error.strerror}.") from error


def _has_step_files(path: Path, course: Course) -> bool:
    return any(
        entry.suffix == ".ipynb" or _step_of(entry, course)
        for entry in _entries(path)
        if not entry.is_dir()
    )


def _step_of(path: Path, course: Course) -> str | None:
    if path.suffix != ".py":
        return None
    return next((s.id for s in course.steps if path.stem in (s.id, s.name)), None)


def _shown(path: Path | str) -> str:
    """A name as text, undecodable bytes replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _with_unique_ids(submissions: list[Submission]) -> list[Submission]:
    taken: set[str] = set()
    unique = []
    for submission in submissions:
        identity, number = submission.id, 2
        while identity in taken:
            identity, number = f"{submission.id}-{number}", number + 1
        taken.add(identity)
        unique.append(replace(submission, id=identity))
    return unique
