"""Finds submissions among files and folders. Reads bytes; runs and parses nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError
from grader.records import LeftOut

MAX_SOURCE_BYTES = 512 * 1024
IGNORED = re.compile(r"\.|__pycache__$|__MACOSX$")


@dataclass(frozen=True)
class StepFile:
    """One step as handed in. `refused` is a left-out reason when it cannot be graded."""

    step: str
    name: str
    content: bytes
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


def find_submissions(paths: Sequence[Path], course: Course) -> list[Submission]:
    """The submissions that some paths name.

    A path is a step's file, a folder of one submission, or a folder of such folders.

    Raises:
        UsageError: a path does not exist, or holds no submission.
    """
    found: list[Submission] = []
    for path in paths:
        found.extend(_at(path, course))
    return _with_unique_ids(found)


def _at(path: Path, course: Course) -> list[Submission]:
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
            f"{_shown(path)}: no step files in this folder. A step's file is called, "
            f"for instance, {course.steps[0].id}.py or {course.steps[0].name}.py."
        )
    submissions = [_folder(folder, course) for folder in folders]
    if not any(submission.files for submission in submissions):
        raise UsageError(
            f"{_shown(path)}: none of its {len(folders)} folders holds a step file."
        )
    return submissions


def _single_file(path: Path, course: Course) -> Submission:
    step = _step_of(path, course)
    if step is None:
        known = ", ".join(f"{step.id}.py" for step in course.steps)
        raise UsageError(
            f"{_shown(path)}: this file is no step of the course. The steps are: {known}."
        )
    student = _shown(path.resolve().parent.name) or "student"
    file = _read(path, step)
    return Submission(f"{student}-{step}", student, str(path), (file,), (step,))


def _folder(path: Path, course: Course) -> Submission:
    files: dict[str, StepFile] = {}
    left_out = []
    for entry in sorted(_entries(path)):
        step = _step_of(entry, course)
        if entry.is_symlink():
            left_out.append(LeftOut(_shown(entry.name), "symlink"))
        elif entry.is_dir():
            left_out.append(LeftOut(_shown(entry.name), "folder"))
        elif step is None:
            reason = "notebook" if entry.suffix == ".ipynb" else "not_a_step"
            left_out.append(LeftOut(_shown(entry.name), reason))
        elif step in files:
            names = f"{files[step].name}, {entry.name}"
            files[step] = StepFile(step, names, b"", refused="duplicate")
        else:
            files[step] = _read(entry, step)
    name = _shown(path.resolve().name)
    steps = tuple(step.id for step in course.steps)
    return Submission(name, name, str(path), tuple(files.values()), steps, tuple(left_out))


def _read(path: Path, step: str) -> StepFile:
    name = _shown(path.name)
    if path.is_symlink():
        return StepFile(step, name, b"", refused="symlink")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(MAX_SOURCE_BYTES + 1)
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
    return any(_step_of(entry, course) for entry in _entries(path) if not entry.is_dir())


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
        unique.append(
            Submission(
                identity,
                submission.student,
                submission.source,
                submission.files,
                submission.steps,
                submission.left_out,
            )
        )
    return unique
