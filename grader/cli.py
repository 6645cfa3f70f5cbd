"""Commands, their options and exit codes; the composition root.

Nothing heavy is imported before a command needs it: `--help` and `--version` answer
without numpy and TensorFlow. Exit codes: 0 done, 1 the work judged is not good enough,
2 usage, 3 grader fault, 130 interrupted.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, ParamSpec

import typer

from grader import __version__
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.authoring.calibrate import Calibration
    from grader.course import Course, Step
    from grader.doctor import Row
    from grader.records import RunRecord, SubmissionRecord

P = ParamSpec("P")
NOT_GOOD_ENOUGH, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="grader",
    help="Grades the work of a TensorFlow 2 workshop.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CourseOption = Annotated[
    Path | None,
    typer.Option(help="Course folder (with course.toml). Default: ./solutions or our own."),
]
UnconfinedOption = Annotated[
    bool,
    typer.Option(
        "--allow-unconfined",
        help="Run student code although this machine cannot confine it.",
    ),
]
OutOption = Annotated[Path, typer.Option(help="Folder for reports and results.json.")]


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command; its exit code."""
    try:
        app(args=list(arguments))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAULT
    return 0


def _command(function: Callable[P, int]) -> Callable[P, int]:
    """Register a command; its result and every exception become an exit code."""

    @app.command()
    @functools.wraps(function)
    def guarded(*arguments: P.args, **options: P.kwargs) -> int:
        raise typer.Exit(_guarded(function, *arguments, **options))

    return guarded


def _guarded(function: Callable[P, int], *arguments: P.args, **options: P.kwargs) -> int:
    try:
        return function(*arguments, **options)
    except KeyboardInterrupt:
        _say("Interrupted. results.json and index.html are as they were before.")
        return INTERRUPTED
    except UsageError as error:
        _say(str(error))
        return USAGE
    except GraderError as error:
        _say(f"This is a fault of the grader or the course, not of a student: {error}")
        return FAULT
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        kind = type(error).__name__
        _say(f"The grader failed ({kind}: {error}). Set GRADER_DEBUG=1 to see where.")
        return FAULT


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show it."),
    ] = False,
) -> None:
    """Grades the work of a TensorFlow 2 workshop."""


@_command
def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="A step's .py file, a submission's folder, or a folder of such."
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
    with (
        showing_progress(submissions) as progress,
        open_setting(chosen, seed if seed is not None else new_seed()) as setting,
    ):
        ids = [one.id for one in submissions]
        with ReportWriter(header(setting), ids, out, audience) as writer:

            def on_done(record: SubmissionRecord) -> SubmissionRecord:
                progress.on_done(record)
                return writer.add(record)

            record = grade_all(submissions, setting, workers, progress.on_step, on_done)
            index = writer.finish(record)
    _print(summary_table(record))
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
    _say(f"Not confined ({told}): student code can do what you can. Reports will say so.")


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


def _print(renderable: object) -> None:
    from rich.console import Console

    Console().print(renderable)


@_command
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
        _print(conversation(result.check))
        verdict = "confirmed" if result.confirmed else f"NOT confirmed: {result.difference}"
        typer.echo(f"The record of {result.check.name!r} is {verdict}.\n")
        confirmed = confirmed and result.confirmed
    return 0 if confirmed else NOT_GOOD_ENOUGH


@_command
def sync(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 when stale.")
    ] = False,
    course: CourseOption = None,
    exercises: Annotated[
        Path | None,
        typer.Option(help="Where stubs go. Default: `exercises` beside the course."),
    ] = None,
) -> int:
    """Write the exercises that students receive from the course's solutions."""
    from grader.authoring.sync import stale_files, write_files
    from grader.course import load_course

    chosen = load_course(course)
    folder = exercises or chosen.path.parent / "exercises"
    stale = stale_files(chosen, folder)
    if check:
        for path in stale:
            typer.echo(f"stale: {path}")
        if stale:
            typer.echo("Run `grader sync` and commit what it writes.")
        return NOT_GOOD_ENOUGH if stale else 0
    write_files(chosen, folder)
    typer.echo(
        f"{len(stale)} files written in {folder}." if stale else "Nothing was stale."
    )
    return 0


@_command
def verify(
    steps: Annotated[
        list[str] | None, typer.Argument(help="Steps; all by default.")
    ] = None,
    course: CourseOption = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Grade mechanical mutants of the references instead."
        ),
    ] = False,
    seeds: Annotated[int, typer.Option(min=1, help="How many secret seeds to try.")] = 2,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Steps verified at a time.")
    ] = (os.cpu_count() or 1),
) -> int:
    """Prove that the course grades right: references pass, mistakes are named."""
    from grader.course import load_course

    chosen = load_course(course)
    selected = [chosen.step(name) for name in steps] if steps else list(chosen.steps)
    if mutants:
        return _grade_mutants(chosen, selected, workers)
    return _verify(chosen, selected, seeds, workers)


def _verify(course: Course, steps: Sequence[Step], seeds: int, workers: int) -> int:
    from grader.authoring.verify import verify_course
    from grader.progress import counting

    with counting("Verifying", seeds * len(steps)) as advance:
        reports = list(verify_course(course, steps, seeds, workers, advance))
    for report in reports:
        sign = "FAIL" if report.flaws else "ok"
        typer.echo(f"{sign:4} {report.step}: {report.summary}")
        for flaw in report.flaws:
            typer.echo(f"     {flaw}")
    flaws = sum(len(report.flaws) for report in reports)
    typer.echo(f"{len(steps)} steps, {flaws} flaws.")
    return NOT_GOOD_ENOUGH if flaws else 0


def _grade_mutants(course: Course, steps: Sequence[Step], workers: int) -> int:
    from grader.authoring.mutants import count_mutants, grade_mutants, write_table
    from grader.progress import counting

    with counting("Grading mutants", count_mutants(steps)) as advance:
        reports = list(grade_mutants(course, steps, workers, advance))
    for report in reports:
        sign = "FAIL" if report.surviving or report.unused else "ok"
        typer.echo(
            f"{sign:4} {report.step}: {report.total} mutants, {report.killed} killed, "
            f"{len(report.equivalent)} equivalent, {len(report.surviving)} surviving"
        )
        for mutant in report.surviving:
            typer.echo("     survives:\n" + textwrap.indent(mutant.diff, " " * 9))
        for entry in report.unused:
            typer.echo(f"     equivalent.toml lists what does not survive: {entry}")
    if len(steps) == len(course.steps):
        typer.echo(f"Written: {write_table(course, reports)}")
    bad = any(report.surviving or report.unused for report in reports)
    return NOT_GOOD_ENOUGH if bad else 0


@_command
def calibrate(
    steps: Annotated[list[str], typer.Argument(help="Steps with a random outcome.")],
    course: CourseOption = None,
    seeds: Annotated[int, typer.Option(min=20, help="Seeds of the reference.")] = 150,
    wrong_seeds: Annotated[
        int, typer.Option(min=2, help="Seeds of each misconception.")
    ] = 8,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Seeds measured at a time.")
    ] = (os.cpu_count() or 1),
) -> int:
    """Measure random outcomes over many seeds and write the thresholds that follow."""
    from grader.authoring.calibrate import calibrate, write_record
    from grader.course import load_course
    from grader.progress import counting

    chosen = load_course(course)
    for step in [chosen.step(name) for name in steps]:
        total = seeds + wrong_seeds * len(step.misconceptions)
        with counting(f"Calibrating {step.id}", total) as advance:
            found, versions = calibrate(chosen, step, seeds, wrong_seeds, workers, advance)
        path = write_record(step, found, versions)
        for one in found:
            typer.echo(_told(step.id, one))
        typer.echo(f"Written: {path}")
    return 0


def _told(step: str, calibration: Calibration) -> str:
    """What a calibration found, for a person."""
    rule, outcomes = calibration.rule, calibration.outcomes
    mean = sum(outcomes) / len(outcomes)
    lines = [
        f"{step}, {calibration.name}: {len(outcomes)} right outcomes from "
        f"{min(outcomes):.4f} to {max(outcomes):.4f}, mean {mean:.4f}",
        f"  threshold {rule.threshold:g}; within {rule.margin:g} of it the median of "
        f"{1 + rule.confirmations} decides",
        f"  false rejects: {calibration.rejected} of {len(outcomes)}, so at most "
        f"{calibration.bound:.1%} (95%); by the fitted tail {calibration.fitted:.1g}",
    ]
    for name, values in sorted(calibration.wrong.items(), key=lambda item: max(item[1])):
        verdict = "told apart" if calibration.accepted(name) < 0.01 else "NOT told apart"
        lines.append(
            f"  {verdict:15} {name}: {min(values):.4f} to {max(values):.4f}, "
            f"accepted {calibration.accepted(name):.1g}"
        )
    return "\n".join(lines)


@_command
def new(
    name: Annotated[str, typer.Argument(help="The step's name, as cosine_similarity.")],
    course: CourseOption = None,
) -> int:
    """Start a new step: files to be filled in, which verify refuses until they are."""
    from grader.authoring.scaffold import new_step

    folder = new_step(course or Path("solutions"), name)
    typer.echo(f"Written: {folder}")
    typer.echo(
        "Fill in solution.py, checks.py, misconceptions.py and at least one file in "
        f"alternatives/, then: grader verify {folder.name} --course {folder.parent}"
    )
    return 0


@_command
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Try what grading needs on this machine, and say what to do where it lacks."""
    from grader.doctor import examine

    rows = examine()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(row) for row in rows], indent=2))
    else:
        _print(_doctor_table(rows))
        for row in rows:
            if not row.ok:
                typer.echo(f"{row.name}: {row.advice}")
    bad = any(row.required and not row.ok for row in rows)
    return NOT_GOOD_ENOUGH if bad else 0


def _doctor_table(rows: Sequence[Row]) -> object:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in ("", "What", "Required", "Found"):
        table.add_column(heading)
    for row in rows:
        sign = Text("ok", "green") if row.ok else Text("MISSING", "red")
        table.add_row(sign, row.name, "yes" if row.required else "no", Text(row.detail))
    return table
