"""Commands that run submissions: grade, explain."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader.cli.base import (
    FAULT,
    NOT_GOOD_ENOUGH,
    CourseOption,
    OutOption,
    UnconfinedOption,
    command,
    say,
    show,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.records import RunRecord, SubmissionRecord


@command
def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="A step's .py file, a notebook, a submission's folder, a folder of such."
        ),
    ],
    out: OutOption = Path("reports"),
    course: CourseOption = None,
    seed: Annotated[
        str | None,
        typer.Option(help="Secret seed of the hidden inputs. Default: a fresh one."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Submissions graded at a time.")
    ] = os.cpu_count() or 1,
    fail_under: Annotated[
        float,
        typer.Option(min=0, max=100, help="Exit with 1 when a score is below PERCENT."),
    ] = 0.0,
    audience: Annotated[
        Literal["student", "instructor"], typer.Option(help="Whom the pages are for.")
    ] = "student",
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Grade submissions and write reports."""
    from grader.course import load_course
    from grader.progress import showing_progress
    from grader.report import ReportWriter, require_writable, summary_table
    from grader.run import grade_all, header, new_seed, open_setting
    from grader.submissions import find_submissions

    chosen = load_course(course)
    submissions = find_submissions(paths, chosen)
    require_writable(out)
    _require_confinement(allow_unconfined)
    _require_out_of_reach([chosen.path, out])
    secret = seed if seed is not None else new_seed()
    notebooks = any(one.notebooks for one in submissions)
    with (
        showing_progress(submissions) as progress,
        open_setting(chosen, secret, notebooks=notebooks) as setting,
    ):
        ids = [one.id for one in submissions]
        with ReportWriter(header(setting), ids, out, audience) as writer:

            def on_done(record: SubmissionRecord) -> SubmissionRecord:
                progress.on_done(record)
                return writer.add(record)

            record = grade_all(submissions, setting, workers, progress.on_step, on_done)
            index = writer.finish(record)
    show(summary_table(record))
    typer.echo(f"Reports: {index}")
    return _exit_code(record, fail_under)


def _require_confinement(allow_unconfined: bool) -> None:
    """Refuse to run others' code where it could do harm."""
    from grader.sandbox.layers import missing

    lacking = missing()
    if not lacking:
        return
    told = "; ".join(f"{layer.name}: {layer.why}" for layer in lacking)
    if not allow_unconfined:
        raise UsageError(
            f"This machine cannot confine student code ({told}). `grader doctor` says what "
            "that leaves open and what to do. Grade in a virtual machine, or, if you trust "
            "whoever wrote the code, add --allow-unconfined."
        )
    say(f"Not confined ({told}): student code can do what you can. Reports will say so.")


def _require_out_of_reach(paths: Sequence[Path]) -> None:
    """Refuse when solutions or reports lie where every worker may read."""
    from grader.sandbox.confinement import readable

    for path in map(Path.resolve, paths):
        for within in map(Path.resolve, readable()):
            if within == path or within in path.parents:
                raise UsageError(
                    f"{path} lies in {within}, which student code may read because Python "
                    "or its packages are there. Put it somewhere else."
                )


def _exit_code(record: RunRecord, fail_under: float) -> int:
    if any(one.score is None for one in record.submissions):
        return FAULT
    shares = [100 * (one.score or 0) / one.max_score for one in record.submissions]
    return NOT_GOOD_ENOUGH if min(shares) < fail_under else 0


@command
def explain(
    submission: Annotated[str, typer.Argument(help="Id of a graded submission.")],
    step: Annotated[str, typer.Argument(help="A step, as 05_mse or mse.")],
    check: Annotated[str | None, typer.Argument(help="One check (id or promise).")] = None,
    out: OutOption = Path("reports"),
    course: CourseOption = None,
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Rerun recorded checks in a fresh worker and say whether the record is confirmed."""
    from grader.appeal import rerun
    from grader.report import conversation

    _require_confinement(allow_unconfined)
    confirmed = True
    for result in rerun(out, submission, step, check, course):
        show(conversation(result.check))
        verdict = "confirmed" if result.confirmed else f"NOT confirmed: {result.difference}"
        typer.echo(f"The record of {result.check.name!r} is {verdict}.\n")
        confirmed = confirmed and result.confirmed
    return 0 if confirmed else NOT_GOOD_ENOUGH
