"""Lays out a course repository: exercises, visible checks, the grader, and the workflow.

README.md               how students begin and hand in
exercises/              what they work in
checks/                 the release kit
.grader/                the grader, its action, and a README for instructors
.github/ or .gitlab-ci.yml
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Literal

from grader.autograding.shipped import HERE, action_files, find_wheel, load_kit
from grader.course import Course, exercise
from grader.errors import UsageError

System = Literal["github", "gitlab"]
_WORKFLOWS = {
    "github": {
        ".github/workflows/autograde.yml": "github/autograde.yml",
        ".github/workflows/autograde-comment.yml": "github/autograde-comment.yml",
    },
    "gitlab": {".gitlab-ci.yml": "gitlab/gitlab-ci.yml"},
}
_WORDS = {
    "github": {"request": "pull request", "system": "GitHub"},
    "gitlab": {"request": "merge request", "system": "GitLab"},
}
_ATTRIBUTES = (
    "# The grader compares digests: these files stay as they are.\nchecks/** -text\n"
)
_IGNORED = ".venv/\n__pycache__/\n.ipynb_checkpoints/\ngrader-report/\nreports/\n"


def lay_out_course(out: Path, kit: Path, wheel: Path | None, system: System) -> None:
    """Write a course repository into a folder that does not exist yet, or is empty.

    wheel: the grader's; the one in the kit when None.

    Raises:
        UsageError: there is something in it, `kit` is no release kit, or there is no wheel.
        CourseError: the kit is damaged.
    """
    course = load_kit(kit)
    wheel = find_wheel(wheel, kit)
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise UsageError(f"{out} exists and is no empty folder. Name another.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".course-") as made:
            folder = Path(made) / "course"
            _write(folder, course, kit, wheel, system)
            if out.exists():
                out.rmdir()
            folder.rename(out)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}.") from error


def _write(folder: Path, course: Course, kit: Path, wheel: Path, system: System) -> None:
    shutil.copytree(
        course.path, folder / "checks", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, content in _files(course, kit, wheel, system):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if path.suffix == ".sh" else 0o644)


def _files(
    course: Course, kit: Path, wheel: Path, system: System
) -> Iterator[tuple[str, bytes]]:
    for step in course.steps:
        yield f"exercises/{step.id}.py", exercise(step).encode()
    notebook = kit / "workshop.ipynb"
    if notebook.is_file():
        yield "exercises/workshop.ipynb", notebook.read_bytes()
    for name, content in action_files():
        yield f".grader/{name}", content
    yield f".grader/{wheel.name}", wheel.read_bytes()
    for name, shipped in _WORKFLOWS[system].items():
        yield name, (HERE / shipped).read_bytes()
    yield ".gitattributes", _ATTRIBUTES.encode()
    yield ".gitignore", _IGNORED.encode()
    words = _words(course, wheel, system)
    for name, page in (("README.md", "students"), (".grader/README.md", "instructors")):
        text = (HERE / "pages" / f"{page}.md").read_text(encoding="utf-8")
        yield name, Template(text).substitute(words).encode()


def _words(course: Course, wheel: Path, system: System) -> dict[str, str]:
    rows = [
        f"| {one.id[:2]} | [{_cell(one.title)}](exercises/{one.id}.py) |"
        for one in course.steps
    ]
    return {
        **_WORDS[system],
        "title": course.title,
        "first": course.steps[0].id,
        "wheel": wheel.name,
        "workflows": ", ".join(f"`{name}`" for name in _WORKFLOWS[system]),
        "steps": "\n".join(["| step | |", "| --- | --- |", *rows]),
    }


def _cell(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "|[]\\" else sign for sign in text)
