"""Commands for whoever writes a course, from `new` to `release` and `translate`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.base import CORES, NOT_GOOD_ENOUGH, CourseOption, WorkersOption, command
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.authoring.calibrate import Calibration
    from grader.course import Course, Step


@command
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


@command
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
    ] = CORES,
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


@command
def calibrate(
    steps: Annotated[list[str], typer.Argument(help="Steps with a random outcome.")],
    course: CourseOption = None,
    seeds: Annotated[int, typer.Option(min=20, help="Seeds of the reference.")] = 150,
    wrong_seeds: Annotated[
        int, typer.Option(min=2, help="Seeds of each misconception.")
    ] = 8,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Seeds measured at a time.")
    ] = CORES,
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


@command
def release(
    out: Annotated[Path, typer.Option(help="The kit's folder; FOLDER.zip lies beside.")] = (
        Path("kit")
    ),
    course: CourseOption = None,
    wheel: Annotated[
        Path | None, typer.Option(help="The grader's wheel, to be given away as well.")
    ] = None,
    workers: WorkersOption = CORES,
) -> int:
    """Make the student kit: stubs, notebook and visible checks, without any answer."""
    from grader.authoring.release import release, require_replaceable
    from grader.course import load_course
    from grader.progress import counting
    from grader.sandbox.sources import default_source

    chosen = load_course(course)
    if wheel is not None and not wheel.is_file():
        raise UsageError(f"{wheel}: there is no such file. `make build` makes a wheel.")
    require_replaceable(out)
    source = default_source(chosen.preload)
    try:
        with counting("Recording", len(chosen.steps)) as advance:
            archive = release(
                *(chosen, out, source, wheel, workers), on_step=lambda step: advance()
            )
    finally:
        source.close()
    typer.echo(f"Written: {out} and {archive}. Give away either.")
    return 0


@command
def translate(
    language: Annotated[str, typer.Argument(help="A language's code, as de or pt_BR.")],
    course: CourseOption = None,
) -> int:
    """Bring the course's translation up to date: what to translate, and what was."""
    from grader.authoring.translations import translate_course
    from grader.course import load_course
    from grader.language import available

    told = translate_course(load_course(course), language)
    for text in told.doubtful:
        typer.echo(f"its {{placeholders}} do not agree: {text}")
    typer.echo(
        f"{told.file}: {told.done} translated, {len(told.doubtful)} doubtful, "
        f"{len(told.missing)} missing. What is not translated is shown in English."
    )
    if language not in available():
        typer.echo(
            f"The grader itself does not speak {language}, so nobody can ask for it. "
            "docs/how-to/translate.md says how it learns to."
        )
    return NOT_GOOD_ENOUGH if told.missing or told.doubtful else 0


@command
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
