"""What is given to another system: the action, the grader's wheel, a release kit."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader import __version__
from grader.course import Course, load_course
from grader.errors import UsageError

HERE = Path(__file__).parent
ACTION_FILES = (
    "action.yml",
    "action/install.sh",
    "action/requirements.txt",
    "action/take-exercises.sh",
)


def action_files() -> Iterator[tuple[str, bytes]]:
    """The files of the GitHub action, by name: from the package, else the sources."""
    root = HERE if (HERE / ACTION_FILES[0]).is_file() else HERE.parents[1]
    for name in ACTION_FILES:
        yield name, (root / name).read_bytes()


def load_kit(kit: Path) -> Course:
    """The course of a release kit, as `grader release` wrote its folder.

    Raises:
        UsageError: it is none, or of another version of the grader.
        CourseError: it is damaged.
    """
    checks = kit / "checks"
    if not (checks / "course.toml").is_file():
        raise UsageError(
            f"{kit} is no release kit: it holds no checks/course.toml. `grader release "
            "--out KIT` makes one."
        )
    course = load_course(checks)
    if not course.is_kit:
        raise UsageError(
            f"{checks} is a course with solutions, which students must not get. `grader "
            f"release --course {checks} --out KIT` makes a kit of it."
        )
    return course


def find_wheel(named: Path | None, kit: Path | None) -> Path:
    """The grader's wheel: the one that was named, else the one in the kit.

    Raises:
        UsageError: there is none, or it is not this version's.
    """
    inside = sorted(kit.glob("grader-*.whl")) if kit else []
    wheel = named or (inside[0] if inside else None)
    if wheel is None:
        raise UsageError(
            "The grader's wheel has to lie in it. Name it with --wheel, or make the kit "
            "with `grader release --wheel`. `make build` makes one."
        )
    if not wheel.is_file() or not zipfile.is_zipfile(wheel):
        raise UsageError(f"{wheel}: this is no wheel.")
    if wheel.name.split("-")[:2] != ["grader", __version__]:
        raise UsageError(
            f"{wheel.name} is not of grader {__version__}, which is installed here and "
            "whose checks it would read."
        )
    return wheel
