"""The command for continuous integration: grade the exercises of a working tree."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.base import (
    FAULT,
    NOT_GOOD_ENOUGH,
    USAGE,
    CourseOption,
    UnconfinedOption,
    command,
)
from grader.cli.confining import require_confinement, require_out_of_reach
from grader.errors import CannotConfine, CourseError, UsageError

if TYPE_CHECKING:
    from grader.ci.places import Place
    from grader.ci.remarks import Remark
    from grader.ci.summary import Summary
    from grader.course import Course
    from grader.records import RunRecord


@dataclass(frozen=True)
class _Asked:
    """What was asked for on the command line."""

    path: Path
    course: Path | None
    base: str
    report_dir: Path
    fail_under: float
    annotations: bool
    allow_unconfined: bool


@command
def ci(
    path: Annotated[
        Path, typer.Argument(help="Folder with the exercise files, or with `exercises`.")
    ] = Path(),
    course: CourseOption = None,
    base: Annotated[
        str, typer.Option(help="Grade only what changed since this git commit or branch.")
    ] = "",
    report_dir: Annotated[
        Path, typer.Option(help="Folder for the report and the files that CI reads.")
    ] = Path("grader-report"),
    fail_under: Annotated[
        float,
        typer.Option(min=0, max=100, help="Exit with 1 when the points are below PERCENT."),
    ] = 0.0,
    annotations: Annotated[
        bool, typer.Option(help="At GitHub, show what failed at its line.")
    ] = True,
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Grade the exercises of a working tree for GitHub, GitLab or another CI."""
    from grader.ci.places import place_of

    place = place_of(os.environ)
    asked = _Asked(
        *(path, course, base, report_dir, fail_under, annotations, allow_unconfined)
    )
    try:
        return _grade(asked, place)
    except CannotConfine as error:
        return _not_graded(asked, place, str(error), FAULT)
    except UsageError as error:
        return _not_graded(asked, place, str(error), USAGE)
    except CourseError as error:
        return _not_graded(asked, place, str(error), FAULT)
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        from grader.language import sentence

        kind = type(error).__name__
        return _not_graded(asked, place, sentence("ci.broken", kind=kind), FAULT)


def _grade(asked: _Asked, place: Place) -> int:
    from grader.ci.changes import changed_steps
    from grader.ci.examining import empty_run, examined
    from grader.ci.publishing import begin_report
    from grader.ci.summary import neutral_summary
    from grader.ci.work import find_folder, narrowed, shown_path, submission_in
    from grader.language import sentence

    begin_report(asked.report_dir)
    course = _course(asked, place)
    folder = find_folder(asked.path, course)
    require_out_of_reach([course.path, asked.report_dir])
    whole = submission_in(folder, course)
    steps = frozenset(whole.steps)
    if asked.base:
        steps = changed_steps(whole, folder, asked.base, course)
    if not (whole.files or whole.notebooks or (asked.base and steps)):
        raise UsageError(sentence("ci.no_exercises", folder=str(folder)))
    if not steps:
        _leave(asked, place, empty_run(course, ""), neutral_summary(asked.base), [])
        return 0
    require_confinement(asked.allow_unconfined)
    with _commands_stopped(place):
        run = examined(narrowed(whole, steps, course), course)
    return _report(asked, place, course, run, shown_path(folder, place.root))


def _course(asked: _Asked, place: Place) -> Course:
    from grader.assignments import find_settings
    from grader.course import load_course
    from grader.language import sentence

    if asked.course is None and place.kind != "other":
        raise UsageError(sentence("ci.name_course"))
    return load_course(asked.course or find_settings(Path.cwd()).course)


def _report(
    asked: _Asked, place: Place, course: Course, run: RunRecord, folder: str
) -> int:
    """Show what was found, in the student's edition, everywhere; the exit code."""
    from grader.ci.remarks import remarks
    from grader.ci.summary import graded_summary
    from grader.report import edition

    run = edition(run, "student")
    (record,) = run.submissions
    found = remarks(record, folder)
    hidden = any(one.hidden for step in course.steps for one in step.checks)
    written = _leave(asked, place, run, graded_summary(record, asked.base, hidden), found)
    if place.kind == "github" and asked.annotations:
        from grader.ci.publishing import annotate

        annotate(found, typer.echo)
    if record.score is None or not written:
        return FAULT
    share = 100 * record.score / record.max_score
    return NOT_GOOD_ENOUGH if share < asked.fail_under else 0


def _leave(
    asked: _Asked, place: Place, run: RunRecord, summary: Summary, found: list[Remark]
) -> bool:
    """Leave the report and the runner's outputs. False when a page could not be made."""
    from grader.ci.publishing import Points, tell_runner, write_report
    from grader.ci.summary import lines
    from grader.language import sentence

    written = write_report(run, asked.report_dir, summary, found)
    points = [Points(one.score, one.max_score) for one in run.submissions]
    tell_runner(place, asked.report_dir, summary, *points)
    if not points:
        _tell(sentence("ci.nothing_since", base=asked.base))
    for one in run.submissions:
        _tell("\n".join(lines(one)))
        if not one.steps:
            _warn(asked, place, sentence("ungraded"))
    _tell(sentence("ci.report", path=str(asked.report_dir)))
    if not written:
        _warn(asked, place, sentence("ci.no_page"))
    return written


def _not_graded(asked: _Asked, place: Place, message: str, code: int) -> int:
    """Say everywhere that nothing was graded, and that nobody lost points by it."""
    from grader.ci.publishing import begin_report, tell_runner, write_not_graded
    from grader.ci.summary import not_graded_summary
    from grader.language import sentence

    summary = not_graded_summary(message)
    _tell(f"{sentence('ci.not_graded')}. {message}", err=True)
    _warn(asked, place, message)
    with contextlib.suppress(OSError, UsageError):  # the folder may be what is wrong
        begin_report(asked.report_dir)
        write_not_graded(asked.report_dir, summary)
    with contextlib.suppress(OSError):
        tell_runner(place, asked.report_dir, summary)
    return code


def _warn(asked: _Asked, place: Place, message: str) -> None:
    from grader.ci.publishing import warning

    if place.kind == "github" and asked.annotations:
        typer.echo(warning(message))


def _tell(text: str, err: bool = False) -> None:
    """Print for a log that a runner reads: student text stands in it."""
    from grader.ci.escaping import log_lines

    typer.echo(log_lines(text), err=err)


@contextlib.contextmanager
def _commands_stopped(place: Place) -> Iterator[None]:
    """While strangers' code is examined, GitHub's runner obeys nothing that is printed."""
    if place.kind != "github":
        yield
        return
    token = f"examining-{secrets.token_hex(16)}"
    typer.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        typer.echo(f"::{token}::")
