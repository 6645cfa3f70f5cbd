"""Finds submissions among files and folders. Reads bytes; runs and parses nothing."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course, Step, exercise
from grader.errors import CourseError, UsageError
from grader.language import Whole, sentence
from grader.records import LeftOut

MAX_SOURCE_BYTES = 512 * 1024
MAX_NOTEBOOK_BYTES = 128 * 1024**2
WORKSHOP = "workshop.ipynb"
IGNORED = re.compile(r"\.|__pycache__$|__MACOSX$")
_READING = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not every system has each
    _READING |= getattr(os, _flag, 0)


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

    steps:   ids of the steps that count: the whole course for a folder, one for a file.
    refused: why an archive, a folder or an unsafe file in it was not read (a left-out
             reason), or ""; a step that nothing else answers is then unreadable and not
             missing.
    refused_name: which one, and the entry in an archive that is to blame.
    """

    id: str
    student: str
    source: str
    files: tuple[StepFile, ...]
    steps: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    notebooks: tuple[NotebookFile, ...] = ()
    refused: str = ""
    refused_name: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the names and contents of all that counts, in any order."""
        parts = [(one.name, one.refused, one.content) for one in self.files]
        parts += [(one.name, one.refused, one.content) for one in self.notebooks]
        parts.append((self.refused_name, self.refused, b""))
        whole = hashlib.sha256()
        for name, refused, content in sorted(parts):
            for field in (name.encode("utf-8", "replace"), refused.encode(), content):
                whole.update(hashlib.sha256(field).digest())
        return whole.hexdigest()


class TooLarge(OSError):
    """A file holds more than may still be read."""


@dataclass(frozen=True)
class Entry:
    """A file that may count, wherever it lies.

    read:     its content, of which no more is needed than the given number of bytes and
              one. May raise `OSError`, of which `TooLarge` has an outcome of its own.
    left_out: why it is not to be read at all (`symlink`, `folder`), or "".
    """

    name: str
    read: Callable[[int], bytes]
    left_out: str = ""


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


def holds_one_submission(path: Path, course: Course) -> bool:
    """Whether a path is one student's for certain: a file, or a folder with steps in it.

    Raises:
        UsageError: it cannot be looked at.
    """
    if kind_of(path) == "folder":
        return any(
            is_named_after_step(entry.name, course)
            for entry in entries_in(path)
            if entry.left_out != "folder"
        )
    return is_notebook(path.name) or step_of(path.name, course) is not None


def submission_of(
    id: str, student: str, source: str, entries: Iterable[Entry], course: Course
) -> Submission:
    """The submission that some files make, which all lie in one place.

    A step's file or a notebook counts; anything else is left out and named. Two files for
    one step are both refused.
    """
    files: dict[str, StepFile] = {}
    notebooks = []
    left_out = []
    for entry in sorted(entries, key=lambda one: one.name):
        step = step_of(entry.name, course)
        if entry.left_out:
            left_out.append(LeftOut(shown(entry.name), entry.left_out))
        elif is_notebook(entry.name):
            notebooks.append(_notebook(entry, course))
        elif step is None:
            left_out.append(LeftOut(shown(entry.name), "not_a_step"))
        elif step in files:
            names = f"{files[step].name}, {shown(entry.name)}"
            files[step] = StepFile(step, names, b"", refused="duplicate")
        else:
            files[step] = _step_file(entry, step)
    notebooks.sort(key=lambda one: (not one.step, one.name != WORKSHOP, one.name))
    return Submission(
        *(id, student, source, tuple(files.values())),
        *(tuple(step.id for step in course.steps), tuple(left_out), tuple(notebooks)),
    )


def step_of(name: str, course: Course) -> str | None:
    """The id of the step whose file is called like this, if any."""
    if not name.endswith(".py"):
        return None
    stem = name.removesuffix(".py")
    return next((s.id for s in course.steps if stem in (s.id, s.name)), None)


def is_untouched(file: StepFile, step: Step) -> bool:
    """Whether a file is as it was handed out, but for blanks and ends of lines.

    Such a file answers nothing, and gives way to a notebook.
    """
    if file.refused:
        return False
    try:
        given = exercise(step)
    except CourseError:  # the course hands out nothing
        return False
    text = file.content.decode("utf-8-sig", "replace")
    return without_layout(text) == without_layout(given)


def without_layout(text: str) -> str:
    """Text without what an editor changes by itself: blanks at the ends, kinds of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def is_notebook(name: str) -> bool:
    """Whether a file is a notebook, by its name."""
    return name.endswith(".ipynb")


def is_named_after_step(name: str, course: Course) -> bool:
    """Whether a file is called as an exercise, or as the notebook of all of them."""
    if is_notebook(name):
        return name == WORKSHOP or _step_of_notebook(name, course) is not None
    return step_of(name, course) is not None


def _step_of_notebook(name: str, course: Course) -> str | None:
    return step_of(f"{name.removesuffix('.ipynb')}.py", course)


def entries_in(path: Path) -> list[Entry]:
    """What lies in a folder; a link is not followed and a folder in it not entered.

    Raises:
        UsageError: the folder cannot be read.
    """
    try:
        with os.scandir(path) as found:
            return [_entry(one) for one in found if not IGNORED.match(one.name)]
    except OSError as error:
        why = error.strerror or str(error)
        told = sentence("usage.cannot_read", path=shown(path), error=why)
        raise UsageError(told) from error


def _entry(found: os.DirEntry[str]) -> Entry:
    left_out = ""
    if found.is_symlink():
        left_out = "symlink"
    elif found.is_dir():
        left_out = "folder"
    return Entry(found.name, functools.partial(_bytes, found.path), left_out)


def kind_of(path: Path) -> str:
    """`file` or `folder`, or "" for what is neither; a link counts as what it leads to.

    Raises:
        UsageError: it lies in a folder that may not be entered.
    """
    try:
        mode = path.stat().st_mode
    except PermissionError as error:
        why = error.strerror or str(error)
        told = sentence("usage.cannot_reach", path=shown(path), error=why)
        raise UsageError(told) from error
    except (OSError, ValueError):
        return ""
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else ""


def shown(path: Path | str) -> str:
    """A name as text, undecodable bytes replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _at(path: Path, course: Course) -> list[Submission]:
    kind = kind_of(path)
    if kind == "file" and is_notebook(path.name):
        return [_single_notebook(path, course)]
    if kind == "file":
        return [_single_file(path, course)]
    if kind != "folder":
        raise UsageError(sentence("usage.missing", path=shown(path)))
    if _has_step_files(path, course):
        return [_folder(path, course)]
    folders = sorted(
        path / entry.name for entry in entries_in(path) if entry.left_out == "folder"
    )
    if not folders:
        first, where = course.steps[0], shown(path)
        told = sentence("usage.empty_folder", path=where, id=first.id, name=first.name)
        raise UsageError(told)
    submissions = [_folder_of_class(folder, course) for folder in folders]
    if not any(one.files or one.notebooks for one in submissions):
        number = len(folders)
        raise UsageError(sentence("usage.empty_class", path=shown(path), number=number))
    return submissions


def _single_file(path: Path, course: Course) -> Submission:
    step = step_of(path.name, course)
    if step is None:
        known = ", ".join(f"{step.id}.py" for step in course.steps)
        told = sentence("usage.not_a_step", path=shown(path), steps=Whole(known))
        raise UsageError(told)
    student = shown(path.resolve().parent.name) or "student"
    file = _step_file(_entry_at(path), step)
    return Submission(f"{student}-{step}", student, str(path), (file,), (step,))


def _single_notebook(path: Path, course: Course) -> Submission:
    notebook = _notebook(_entry_at(path), course)
    student = shown(path.resolve().parent.name) or "student"
    steps = (notebook.step,) if notebook.step else tuple(one.id for one in course.steps)
    identity = f"{student}-{shown(path.stem)}"
    return Submission(identity, student, str(path), (), steps, (), (notebook,))


def _folder(path: Path, course: Course) -> Submission:
    name = shown(path.resolve().name)
    return submission_of(name, name, str(path), entries_in(path), course)


def _folder_of_class(path: Path, course: Course) -> Submission:
    """One student's folder; that it cannot be read stops nobody else."""
    try:
        return _folder(path, course)
    except UsageError:
        name = shown(path.name)
        steps = tuple(step.id for step in course.steps)
        return Submission(
            *(name, name, str(path), (), steps, (LeftOut(name, "unreadable"),)),
            refused="unreadable",
            refused_name=name,
        )


def _entry_at(path: Path) -> Entry:
    left_out = "symlink" if path.is_symlink() else ""
    return Entry(path.name, functools.partial(_bytes, str(path)), left_out)


def _notebook(entry: Entry, course: Course) -> NotebookFile:
    step = _step_of_notebook(entry.name, course) or ""
    content, refused = _read(entry, MAX_NOTEBOOK_BYTES)
    return NotebookFile(shown(entry.name), content, step, refused)


def _read(entry: Entry, most: int) -> tuple[bytes, str]:
    """A file's content, or nothing and why."""
    try:
        content = entry.read(most)
    except TooLarge:
        return b"", "too_large"
    except OSError:
        return b"", "unreadable"
    return (content, "") if len(content) <= most else (b"", "too_large")


def _bytes(path: str, most: int) -> bytes:
    """A file's content, one byte more than `most` at the most. Raises `OSError`."""
    descriptor = os.open(path, _READING)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most + 1)


def _step_file(entry: Entry, step: str) -> StepFile:
    name = shown(entry.name)
    if entry.left_out:
        return StepFile(step, name, b"", refused=entry.left_out)
    content, refused = _read(entry, MAX_SOURCE_BYTES)
    if refused:
        return StepFile(step, name, b"", refused)
    if b"\0" in content:
        return StepFile(step, name, b"", refused="null_byte")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return StepFile(step, name, b"", refused="not_utf8")
    return StepFile(step, name, content)


def _has_step_files(path: Path, course: Course) -> bool:
    return any(
        is_notebook(entry.name) or step_of(entry.name, course)
        for entry in entries_in(path)
        if entry.left_out != "folder"
    )


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
