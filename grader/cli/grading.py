"""Commands that run submissions: grade, regrade, explain."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader.cli.base import (
    CORES,
    FAULT,
    NOT_GOOD_ENOUGH,
    AnonymousOption,
    AssignmentOption,
    AudienceOption,
    CourseOption,
    OutOption,
    QuietOption,
    StoreOption,
    UnconfinedOption,
    WorkersOption,
    command,
    say,
    show,
    tell,
)
from grader.cli.classwork import (
    classwork,
    folder_of,
    require_somebody,
    require_store_apart,
    settings_and_course,
    store_at,
    tell_marks,
)
from grader.cli.confining import require_confinement, require_out_of_reach
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.appeal import Appeal
    from grader.assignments import Settings, WhichAttempt
    from grader.bulk import ClassRun, Examiners, Plan
    from grader.class_report import ClassReport
    from grader.course import Course
    from grader.handing_in import HandedOver
    from grader.marks import Assignment, Mark
    from grader.records import Student, SubmissionRecord
    from grader.report import Reported
    from grader.run import OnDone, OnProgress
    from grader.store import Store
    from grader.submissions import Submission

SHOWN = 20
ClusterOption = Annotated[
    str, typer.Option(help="Scheduler of a Dask cluster, as tcp://host:8786.")
]


@command
def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="A step's .py file, a notebook, a submission's folder, or a class: a "
            "folder of such, or an LMS's download (zip or folder)."
        ),
    ],
    out: OutOption = Path("reports"),
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
    layout: Annotated[
        Literal["canvas", "moodle", "blackboard", "gradescope", "git", "folders"] | None,
        typer.Option(help="Layout of the download. Default: recognised."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV of the class: id, name, e-mail, extension.")
    ] = None,
    attempt: Annotated[
        Literal["last", "best", "first"] | None,
        typer.Option(help="Which attempt counts. Default: grader.toml's, else the last."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Examine also what has not changed.")
    ] = False,
    seed: Annotated[
        str | None,
        typer.Option(help="Secret seed of the hidden inputs. Default: the store's."),
    ] = None,
    new_seed: Annotated[
        bool, typer.Option("--new-seed", help="Draw a new secret seed; all is graded anew.")
    ] = False,
    workers: WorkersOption = CORES,
    cluster: ClusterOption = "",
    fail_under: Annotated[
        float,
        typer.Option(min=0, max=100, help="Exit with 1 when a mark is below PERCENT."),
    ] = 0.0,
    audience: AudienceOption = "student",
    anonymous: AnonymousOption = False,
    quiet: QuietOption = False,
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Grade submissions and write reports."""
    from grader.bulk import ClassRun
    from grader.circumstances import installed_versions
    from grader.class_report import ClassReport
    from grader.downloads import Layout
    from grader.handing_in import collect
    from grader.report import require_writable
    from grader.run import header

    settings, chosen = settings_and_course(course)
    handed = collect(
        *(paths, chosen, Layout(layout) if layout else None, settings.time_zone, roster)
    )
    wanted = _assignment(settings, assignment, chosen, handed)
    out = folder_of(out, assignment)
    require_writable(out)
    kept = _place_of_store(store, settings, handed)
    if kept is not None:
        require_store_apart(kept, out)
    require_out_of_reach([chosen.path, out, *([kept] if kept else [])])
    if not quiet:
        _tell_downloads(handed)
    with store_at(kept, chosen) as opened:
        _settle_seed(opened, seed, new_seed)
        run = ClassRun(opened, chosen, wanted, installed_versions(chosen))
        head = header(chosen, run.seed, run.versions)
        report = ClassReport(
            *(opened, wanted, head, out, audience, anonymous), alone=kept is not None
        )
        how = _How(workers, cluster, quiet, allow_unconfined)
        with report:
            everyone = _grade(
                run, handed, attempt or settings.attempt(assignment), force, report, how
            )
    if kept is not None:
        tell(f"Store: {kept}")
    return FAULT if report.failed else _exit_code(everyone, fail_under)


@dataclass(frozen=True)
class _How:
    """How a run is carried out: where, how many at a time, and what is shown of it."""

    workers: int
    cluster: str
    quiet: bool
    allow_unconfined: bool


def _grade(
    run: ClassRun,
    handed: HandedOver,
    which: WhichAttempt,
    force: bool,
    report: ClassReport,
    how: _How,
) -> list[Reported]:
    """Hand in, plan, examine, report; everyone as the report shows them."""
    from grader.handing_in import extension_text

    if handed.roster:
        roster = [(one.student, extension_text(one)) for one in handed.roster]
        run.store.set_roster(run.assignment.name, roster)
    chosen = run.hand_in(handed.attempts, which)
    plan = run.plan(chosen, frozenset(run.assignment.weights) if force else frozenset())
    if plan.kept and not how.quiet:
        say(f"{plan.kept} unchanged since they were graded, {len(plan.jobs)} to grade.")
    _carry_out(run, plan, how, report.add)
    index, everyone = report.finish()
    if not how.quiet:
        from grader.report.terminal.tables import summary_table

        show(summary_table(everyone))
    _tell_lateness(run.assignment, everyone)
    tell_marks(report, index, everyone)
    return everyone


def _carry_out(
    run: ClassRun, plan: Plan, how: _How, on_done: Callable[..., None], keep: bool = True
) -> None:
    """Carry a plan out, here or on a cluster, and show how far it is."""
    if not plan.jobs:
        from grader.sandbox.places import sweep

        sweep()  # a run before this one may have been killed after its last submission
        run.carry_out(plan, None, on_done=on_done)
        return
    from grader.bulk import Job
    from grader.progress import showing_progress

    if not how.cluster:
        require_confinement(how.allow_unconfined)
    names = {job.submission.id: job.submission.student for job in plan.jobs}
    with (
        showing_progress(names, how.quiet) as progress,
        _examiners(run, plan, how) as examiners,
    ):

        def done(job: Job, record: SubmissionRecord) -> None:
            progress.on_done(record)
            on_done(job, record)

        run.carry_out(plan, examiners, progress.on_step, done, keep)


@contextlib.contextmanager
def _examiners(run: ClassRun, plan: Plan, how: _How) -> Iterator[Examiners]:
    from grader.run import grade_all, open_setting

    notebooks = any(job.submission.notebooks for job in plan.jobs)
    if how.cluster:
        from grader import cluster as on_cluster

        def there(
            submissions: Sequence[Submission], on_step: OnProgress, on_done: OnDone
        ) -> None:
            on_cluster.grade_all(
                *(submissions, run.course, run.seed, how.cluster, on_step, on_done),
                notebooks=notebooks,
                allow_unconfined=how.allow_unconfined,
            )

        yield there
        return
    with open_setting(run.course, run.seed, notebooks=notebooks) as setting:

        def here(
            submissions: Sequence[Submission], on_step: OnProgress, on_done: OnDone
        ) -> None:
            grade_all(submissions, setting, how.workers, on_step, on_done)

        yield here


def _assignment(
    settings: Settings, name: str, course: Course, handed: HandedOver
) -> Assignment:
    """What is graded; of single files only the steps that they are."""
    wanted = settings.assignment(name, course)
    if handed.whole or name:
        return wanted
    there = {step for one in handed.attempts for step in one.submission.steps}
    weights = {id: weight for id, weight in wanted.weights.items() if id in there}
    return replace(wanted, weights=weights)


def _place_of_store(
    store: Path | None, settings: Settings, handed: HandedOver
) -> Path | None:
    """Where marks are kept; None for what is only tried out."""
    if not handed.whole:
        if store is not None:
            raise UsageError(
                "A single file is not a student's whole work, so it is graded without a "
                "store. Name the folder of the submission, or leave --store out."
            )
        return None
    if store is not None:
        return store
    return settings.store if handed.is_class or settings.file else None


def _settle_seed(store: Store, seed: str | None, new_seed: bool) -> None:
    if new_seed:
        store.new_seed(seed)
        return
    _, known = store.seed(seed)
    if seed is not None and seed != known:
        raise UsageError(
            "The store has another secret seed, which every grading in it used. Leave "
            "--seed out, or add --new-seed to grade everything anew."
        )


def _tell_downloads(handed: HandedOver) -> None:
    """Say what was recognised, what was left out and why, and who is missing."""
    from grader.report import left_out_sentence
    from grader.visible import short

    for download in handed.downloads:
        students = len({one.student.key for one in download.attempts})
        attempts = len(download.attempts)
        more = f" with {attempts} attempts" if attempts != students else ""
        say(
            f"{short(download.path)}: {download.layout}, {_count(students, 'student')}"
            f"{more}, {len(download.left_out)} left out."
        )
        for one in download.left_out[:SHOWN]:
            say(f"  {short(one.path)}: {left_out_sentence(one)}")
        if len(download.left_out) > SHOWN:
            say(f"  and {len(download.left_out) - SHOWN} more")
    _tell_names("On the roster, handed in nothing", [x.student for x in handed.absent])
    _tell_names("Handed in, not on the roster", handed.strangers)


def _tell_names(what: str, students: Sequence[Student]) -> None:
    from grader.visible import short

    if students:
        names = ", ".join(short(one.name or one.key) for one in students[:SHOWN])
        more = f" and {len(students) - SHOWN} more" if len(students) > SHOWN else ""
        say(f"{what}: {names}{more}.")


def _tell_lateness(assignment: Assignment, everyone: Sequence[Reported]) -> None:
    """Say when a penalty cannot act, because a download has no times."""
    marks = [one.mark for one in everyone if one.mark.attempts]
    unknown = [one for one in marks if not one.submitted]
    if unknown and assignment.lateness.deadline and assignment.lateness.penalty_per_day:
        say(
            f"No time of submission is known for {_count(len(unknown), 'student')}: this "
            "kind of download has none, so nothing is taken off for lateness."
        )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _exit_code(everyone: Sequence[Reported], fail_under: float) -> int:
    marks = [one.mark for one in everyone]
    if any(one.status == "ungraded" for one in marks):
        return FAULT
    shares = [
        100 * (one.final or 0) / one.max_score for one in marks if one.status == "graded"
    ]
    return NOT_GOOD_ENOUGH if min(shares, default=100) < fail_under else 0


@command
def regrade(
    step: Annotated[
        list[str], typer.Option(help="A step, as 05_mse or mse; may be given again.")
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Let the new results count.")
    ] = False,
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
    workers: WorkersOption = CORES,
    cluster: ClusterOption = "",
    quiet: QuietOption = False,
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Examine a step of everyone again and show whose mark would change."""
    from grader.bulk import ClassRun, Job
    from grader.circumstances import installed_versions
    from grader.codec import decode, encode
    from grader.records import SubmissionRecord
    from grader.report.terminal.tables import changes_table

    with classwork(course, store, assignment) as work, work.store.running():
        steps = frozenset(work.course.step(one).id for one in step)
        require_somebody(work)
        for strange in sorted(steps - set(work.assignment.weights)):
            raise UsageError(f"{strange} is not part of this assignment.")
        run = ClassRun(
            *(work.store, work.course, work.assignment, installed_versions(work.course))
        )
        plan = run.plan_again(steps)
        changes: list[tuple[Mark, Mark]] = []
        records: list[tuple[Job, bytes]] = []

        lost: list[str] = []

        def note(job: Job, record: SubmissionRecord) -> None:
            if record.score is None:
                lost.append(job.student)
                return
            records.append((job, encode(record)))
            change = run.change(job, record)
            if change is not None:
                changes.append(change)

        how = _How(workers, cluster, quiet, allow_unconfined)
        _carry_out(run, plan, how, note, keep=False)
        if changes:
            show(changes_table(changes))
        tell(f"{len(changes)} of {_count(len(records), 'submission')} change.")
        if lost:
            say(f"Could not be graded, and stay as they are: {', '.join(lost[:SHOWN])}.")
        if apply:
            with work.store.at_once():
                for job, record in records:
                    run.save(job, decode(record, SubmissionRecord))
                work.store.note(
                    "regrade", {"steps": sorted(steps), "changed": len(changes)}
                )
            tell("Applied. `grader report --all` writes the report anew.")
        elif changes:
            tell("Nothing has been changed; add --apply to let this count.")
    return FAULT if lost else 0


@command
def explain(
    submission: Annotated[
        str, typer.Argument(help="A student of the store, or an id of results.json.")
    ],
    step: Annotated[str, typer.Argument(help="A step, as 05_mse or mse.")],
    check: Annotated[str | None, typer.Argument(help="One check (id or promise).")] = None,
    out: OutOption = Path("reports"),
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
    allow_unconfined: UnconfinedOption = False,
) -> int:
    """Rerun recorded checks in a fresh worker and say whether the record is confirmed."""
    from grader.appeal import from_results, rerun
    from grader.assignments import find_settings
    from grader.report.terminal.tables import conversation

    require_confinement(allow_unconfined)
    kept = store or find_settings(Path.cwd()).store
    if kept.exists():
        appeal = _from_store(submission, step, course, assignment, kept)
    else:
        appeal = from_results(folder_of(out, assignment), submission, step, course)
    confirmed = True
    for result in rerun(appeal, check):
        show(conversation(result.check))
        verdict = "confirmed" if result.confirmed else f"NOT confirmed: {result.difference}"
        tell(f"The record of {result.check.name!r} is {verdict}.\n")
        confirmed = confirmed and result.confirmed
    return 0 if confirmed else NOT_GOOD_ENOUGH


def _from_store(
    student: str, step: str, course: Path | None, assignment: str, store: Path
) -> Appeal:
    from grader.appeal import from_store

    with classwork(course, store, assignment) as work:
        return from_store(work.store, work.course, assignment, student, step)
