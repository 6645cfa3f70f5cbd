"""Writes the autograder that Gradescope is given: its two scripts, the course, the grader.

setup.sh            installs; the only part that needs a network
run_autograder      grades one submission
course/             a course, or the checks of a release kit
flags               options of `grader grade`, one a line
action/, grader-*.whl
"""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.autograding.shipped import HERE, action_files
from grader.course import Course
from grader.errors import UsageError
from grader.gradebook.exports import replacing

_DATE = (1980, 1, 1, 0, 0, 0)
_SCRIPTS = ("setup.sh", "run_autograder")
_INSTALLATION = ("action/install.sh", "action/requirements.txt")


def write_autograder(
    out: Path, course: Course, wheel: Path, allow_unconfined: bool = False
) -> None:
    """Write the zip. A course with solutions gets a secret seed, the same for everybody.

    allow_unconfined: grade even where Gradescope's machine cannot confine student code.

    Raises:
        UsageError: `out` is no name of a zip, exists, or cannot be written.
    """
    if out.suffix != ".zip":
        raise UsageError(f"{out}: Gradescope takes a zip; name one, as autograder.zip.")
    if out.exists():
        raise UsageError(f"{out} exists. Name another, or remove it.")
    flags = [] if course.is_kit else [f"--seed={secrets.token_hex(16)}"]
    flags += ["--allow-unconfined"] if allow_unconfined else []
    with replacing(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in _files(course, wheel, flags):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            runs = name in _SCRIPTS or name.endswith(".sh")
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            zipped.writestr(entry, content)


def _files(course: Course, wheel: Path, flags: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in _SCRIPTS:
        yield name, (HERE / "gradescope" / name).read_bytes()
    for path in sorted(course.path.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"course/{path.relative_to(course.path).as_posix()}", path.read_bytes()
    yield "flags", "".join(f"{one}\n" for one in flags).encode()
    for name, content in action_files():
        if name in _INSTALLATION:
            yield name, content
    yield wheel.name, wheel.read_bytes()
