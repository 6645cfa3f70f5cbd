"""The command that lays out what other systems need: template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from grader.cli.base import CourseOption, command, tell
from grader.errors import UsageError


@command
def template(
    kind: Annotated[
        Literal["github-course", "gitlab-course", "gradescope"],
        typer.Argument(help="github-course, gitlab-course or gradescope."),
    ],
    out: Annotated[Path, typer.Argument(help="Folder to write; for gradescope a zip.")],
    kit: Annotated[
        Path | None, typer.Option(help="Release kit, the folder that `release` wrote.")
    ] = None,
    course: CourseOption = None,
    wheel: Annotated[
        Path | None, typer.Option(help="The grader's wheel. Default: the one in the kit.")
    ] = None,
    allow_unconfined: Annotated[
        bool,
        typer.Option(
            "--allow-unconfined",
            help="gradescope: grade even where its machine cannot confine student code.",
        ),
    ] = False,
) -> int:
    """Lay out a course repository with its workflow, or an autograder for Gradescope."""
    if kind == "gradescope":
        _gradescope(out, kit, course, wheel, allow_unconfined)
        return 0
    if course is not None or allow_unconfined:
        raise UsageError("--course and --allow-unconfined are for gradescope alone.")
    if kit is None:
        raise UsageError(
            "Students can read a course repository, so it holds a release kit and no "
            "solutions. Name the kit with --kit; `grader release` makes one."
        )
    from grader.autograding import lay_out_course

    lay_out_course(out, kit, wheel, "github" if kind == "github-course" else "gitlab")
    tell(f"Written: {out}. Instructors read {out / '.grader' / 'README.md'} first.")
    return 0


def _gradescope(
    out: Path, kit: Path | None, course: Path | None, wheel: Path | None, unconfined: bool
) -> None:
    from grader.autograding import find_wheel, load_kit, write_autograder
    from grader.course import load_course

    if kit is not None and course is not None:
        raise UsageError("--kit and --course exclude each other.")
    chosen = load_kit(kit) if kit is not None else load_course(course)
    write_autograder(out, chosen, find_wheel(wheel, kit), unconfined)
    tell(f"Written: {out}. Upload it at Configure Autograder.")
    if not chosen.is_kit:
        tell("It holds solutions and a secret seed: give it to nobody else.")
