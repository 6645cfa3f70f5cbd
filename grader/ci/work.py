"""The exercise files of a working tree. Reads bytes; follows no link."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError
from grader.submissions import (
    Submission,
    entries_in,
    is_named_after_step,
    is_notebook,
    is_untouched,
    kind_of,
    shown,
    submission_of,
)

EXERCISES = "exercises"


def find_folder(path: Path, course: Course) -> Path:
    """The folder with the exercise files: `path`, or `exercises` in it when it has none.

    Raises:
        UsageError: there is no such folder, or a link leads to it: a pull request may hold
            a link, and it could lead anywhere.
    """
    if kind_of(path) != "folder":
        raise UsageError(f"{shown(path)}: there is no such folder.")
    below = path / EXERCISES
    fits = _holds_exercises(path, course) or kind_of(below) != "folder"
    folder = path if fits else below
    _require_no_link(folder)
    return folder


def _holds_exercises(folder: Path, course: Course) -> bool:
    return any(
        is_notebook(one.name) or is_named_after_step(one.name, course)
        for one in entries_in(folder)
        if one.left_out != "folder"
    )


def _require_no_link(folder: Path) -> None:
    """Refuse a folder that a link leads to, from the repository that it is in."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` follows links
    above = repository_of(whole) or whole.parent
    for part in (whole, *whole.parents):
        if part == above:
            return
        if part.is_symlink():
            raise UsageError(f"{shown(part)}: this is a link. Name the folder itself.")


def repository_of(folder: Path) -> Path | None:
    """The folder above that holds `.git`, if any. Runs no git."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` follows links
    return next((one for one in (whole, *whole.parents) if (one / ".git").exists()), None)


def shown_path(folder: Path, root: Path | None) -> str:
    """A folder as the repository names it, with `/`; "" for the repository itself.

    root: of the runner, where the folder lies in no repository of its own.
    """
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` follows links
    above = repository_of(whole) or root or Path.cwd()
    told = whole.relative_to(above) if whole.is_relative_to(above) else Path(folder)
    return shown(told.as_posix()).removeprefix("./").removeprefix(".")


def submission_in(folder: Path, course: Course) -> Submission:
    """All exercise files of a folder, as the work of one student."""
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` follows links
    name = shown(whole.name) or "submission"
    return submission_of(name, name, str(folder), entries_in(folder), course)


def unanswered(submission: Submission, course: Course) -> frozenset[str]:
    """The steps that no file answers. A stub that is as it was handed out answers none."""
    answered = {
        one.step for one in submission.files if not is_untouched(one, course.step(one.step))
    }
    return frozenset(submission.steps) - answered


def narrowed(submission: Submission, steps: Collection[str], course: Course) -> Submission:
    """The submission with some of its steps, and with the files that may answer them.

    Notebooks run only where a file does not answer a step; a stub that is as it was handed
    out gives way to them.
    """
    chosen = tuple(id for id in submission.steps if id in steps)
    open_steps = unanswered(submission, course).intersection(chosen)
    books = [one for one in submission.notebooks if not one.step or one.step in open_steps]
    notebooks = tuple(books) if open_steps else ()
    dropped = open_steps if notebooks else frozenset()
    files = [one for one in submission.files if one.step in chosen]
    return replace(
        submission,
        steps=chosen,
        files=tuple(one for one in files if one.step not in dropped),
        notebooks=notebooks,
    )
