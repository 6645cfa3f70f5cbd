"""Starts a new step: files to be filled in, which `verify` refuses until they are."""

from __future__ import annotations

import re
from pathlib import Path

from grader.course import STEP_FOLDER
from grader.errors import UsageError

COURSE = """title = "{title}"
version = "1"
preload = []

[verify]
misconceptions = 3
alternatives = 1
"""

SOLUTION = '''"""{title}: say in one line what this step is about.

Say what it is for, the formula in plain notation, and what may be used. A student reads
this and nothing else.

Shapes and dtypes
    x         what goes in
    result    what comes out

Example
    {name}(...) gives ...
"""


def {name}(x):
    """Say what it returns."""
    # BEGIN SOLUTION
    raise NotImplementedError  # the reference comes here
    # END SOLUTION
'''

CHECKS = '''"""Checks of {name}: ten points in all."""

import numpy as np

from grader.examination import as_ndarray, check, close


@check("a worked example", points=5)
def worked_example(subject, rng):
    """Calls {name} with three numbers."""
    x = np.array([1.0, 2.0, 3.0])
    return {{"result": close(subject.{name}(as_ndarray(x)).array(shape=(3,)))}}


@check("any other numbers", points=5, hidden=True)
def any_numbers(subject, rng):
    """Calls {name} with numbers that are drawn for each grading."""
    x = rng.normal(size=5)
    return {{"result": close(subject.{name}(as_ndarray(x)).array(shape=(5,)))}}
'''

MISCONCEPTIONS = '''"""Wrong ways to write {name}.

Each is a whole function {name}__SLUG whose docstring has the mistake's name on the first
line and, after an empty line, the hint that a good tutor would give.
"""
'''


def new_step(course: Path, name: str) -> Path:
    """Write the files of a new step; a course that does not exist yet is begun.

    name: `cosine_similarity` takes the next number, `33_cosine_similarity` has its own.
    Returns the step's folder.

    Raises:
        UsageError: the name is no Python name, or taken.
    """
    number, bare = _parts(name)
    taken = sorted(
        one.name
        for one in (course.iterdir() if course.is_dir() else ())
        if STEP_FOLDER.fullmatch(one.name)
    )
    if bare in [one.partition("_")[2] for one in taken]:
        raise UsageError(f"{course} has a step {bare!r} already.")
    if number is None:
        number = 1 + max((int(one[:2]) for one in taken), default=0)
    folder = course / f"{number:02}_{bare}"
    if not STEP_FOLDER.fullmatch(folder.name):
        raise UsageError(f"{folder.name!r} is no step's name: two digits, _, a name.")
    title = bare.replace("_", " ").capitalize()
    if not (course / "course.toml").is_file():
        course.mkdir(parents=True, exist_ok=True)
        heading = course.resolve().name.replace("_", " ").capitalize()
        _write(course / "course.toml", COURSE, title=heading)
    (folder / "alternatives").mkdir(parents=True)
    for file, text in (
        ("solution.py", SOLUTION),
        ("checks.py", CHECKS),
        ("misconceptions.py", MISCONCEPTIONS),
    ):
        _write(folder / file, text, name=bare, title=title)
    return folder


def _parts(name: str) -> tuple[int | None, str]:
    matched = re.fullmatch(r"(?:(\d\d)_)?([a-z][a-z0-9_]*)", name)
    if matched is None:
        raise UsageError(
            f"{name!r} cannot be a step's name: small letters, digits and _, as in "
            "cosine_similarity."
        )
    number, bare = matched.groups()
    return (int(number) if number else None), bare


def _write(path: Path, text: str, **parts: str) -> None:
    path.write_text(text.format(**parts), encoding="utf-8")
