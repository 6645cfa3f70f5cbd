"""Proves law 4: every check earns its place.

References and alternatives get full marks over several secret seeds, the stub none;
each misconception loses marks and is diagnosed under its own name; every check is
failed by some misconception; no two misconceptions show the same findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from grader.authoring.sync import stale_files
from grader.course import Course, Misconception, Step, exercise
from grader.errors import BrokenCheck, CourseError
from grader.grading import Setting, grade
from grader.records import Outcome, StepRecord
from grader.run import MakeSource, open_setting
from grader.sandbox.sources import default_source
from grader.submissions import StepFile, Submission


@dataclass
class StepReport:
    """What was found out about one step; `flaws` is empty when all is well."""

    step: str
    summary: str = ""
    flaws: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Extent:
    """What is verified: mistakes too, and trained once more to be diagnosed."""

    mistakes: bool
    train_again: bool


def verify_course(
    course: Course,
    steps: Sequence[Step],
    seeds: int,
    workers: int,
    on_done: Callable[[], None] = lambda: None,
    make_source: MakeSource = default_source,
) -> Iterator[StepReport]:
    """Verify some steps with `seeds` secret seeds; a report a step, in order.

    Further seeds are for references and alternatives. With one seed alone a misconception
    is not trained anew to be diagnosed.

    on_done: called, from any thread, after each step with each seed.
    """
    yield _exercises(course)
    names = [f"verify-{number}" for number in range(seeds)]
    reports = {step.id: StepReport(step.id) for step in steps}
    longest_first = sorted(steps, key=_effort, reverse=True)
    for position, seed in enumerate(names):
        with (
            open_setting(course, seed, make_source) as setting,
            ThreadPoolExecutor(workers) as pool,
        ):
            extent = _Extent(mistakes=position == 0, train_again=seeds > 1)
            jobs = [
                pool.submit(_verify_step, step, setting, reports[step.id], extent, on_done)
                for step in longest_first
            ]
            for job in jobs:
                job.result()
    yield from reports.values()


def _effort(step: Step) -> float:
    """What a step may take: the longest begin, so that none is left over in the end."""
    return step.limits.call_cpu_seconds * len(step.misconceptions)


def _exercises(course: Course) -> StepReport:
    report = StepReport("exercises")
    folder = course.path.parent / "exercises"
    try:
        stale = stale_files(course, folder) if folder.is_dir() else []
    except CourseError as error:
        report.flaws.append(str(error))
        return report
    report.flaws += [f"{path} is stale: run `grader sync`" for path in stale]
    report.summary = "fresh" if not stale else "stale"
    return report


def _verify_step(
    step: Step,
    setting: Setting,
    report: StepReport,
    extent: _Extent,
    on_done: Callable[[], None],
) -> None:
    try:
        _verify_parts(step, setting, report, extent)
    except BrokenCheck as broken:
        report.flaws.append(f"{step.folder / 'checks.py'}: {broken}")
    on_done()


def _verify_parts(
    step: Step, setting: Setting, report: StepReport, extent: _Extent
) -> None:
    right = {"the reference": step.solution.source} | _alternatives(step)
    for name, source in right.items():
        _expect_full_marks(name, _graded(step, setting, source), report, setting.seed)
    if any(flaw.startswith("the reference") for flaw in report.flaws):
        report.summary = "nothing else can be said before the reference passes"
        return
    if extent.mistakes:
        failed_checks = _verify_misconceptions(step, setting, report, extent)
        for check in step.checks:
            if check.id not in failed_checks:
                report.flaws.append(
                    f"{step.folder / 'checks.py'}:{check.line}: check {check.id}: no "
                    "misconception fails it; write one that does, or drop the check"
                )
        _require_distinct(step, setting, report)
        _require_calibrated(step, setting, report)
        _verify_stub(step, setting, report)
        _require_parts(step, setting.course, report, len(right) - 1)
    report.summary = (
        f"{len(step.checks)} checks, {len(step.misconceptions)} misconceptions, "
        f"{len(right) - 1} alternatives"
    )


def _alternatives(step: Step) -> dict[str, str]:
    return {
        f"alternative {path.stem}": path.read_text(encoding="utf-8")
        for path in sorted((step.folder / "alternatives").glob("*.py"))
    }


def _graded(step: Step, setting: Setting, source: str) -> StepRecord:
    file = StepFile(step.id, f"{step.id}.py", source.encode())
    submission = Submission(step.id, step.id, "", (file,), (step.id,))
    record = grade(submission, setting)
    if not record.steps:
        raise CourseError(record.fault, str(step.folder))
    return record.steps[0]


def _expect_full_marks(
    name: str, record: StepRecord, report: StepReport, seed: str
) -> None:
    for check in record.checks:
        if check.outcome is not Outcome.PASSED:
            problem = (
                f": {check.problem.type_name}: {check.problem.message}"
                if check.problem
                else ""
            )
            told = check.details.get("message") or check.details.get("finding") or ""
            report.flaws.append(
                f"{name}: {check.id} is {check.outcome} ({check.reason}){problem} {told} "
                f"(seed {seed})"
            )


def _verify_misconceptions(
    step: Step, setting: Setting, report: StepReport, extent: _Extent
) -> set[str]:
    """Each loses marks and is named; the ids of checks that some misconception fails."""
    failed: set[str] = set()
    shared = setting.references
    for misconception in step.misconceptions:
        if not extent.train_again:
            setting = replace(setting, references=shared.believing(misconception))
        record = _graded(step, setting, _as_submission(step, misconception))
        at = f"{misconception.where}: {misconception.function}"
        lost = {
            check.id
            for check in record.checks
            if check.outcome not in (Outcome.PASSED, Outcome.SKIPPED, Outcome.UNGRADED)
        }
        failed |= lost
        named = [one.id for one in record.misconceptions]
        if record.score is None:
            report.flaws.append(f"{at}: ungraded, see the check that is broken")
        elif not lost:
            report.flaws.append(
                f"{at}: loses no marks (seed {setting.seed}); if it is wrong, give a "
                "check an input on which it differs from the reference"
            )
        elif misconception.id not in named:
            report.flaws.append(
                f"{at}: not diagnosed, named {named or 'nothing'}; "
                f"fails {sorted(lost)} (seed {setting.seed})"
            )
    return failed


def _as_submission(step: Step, misconception: Misconception) -> str:
    """The reference with one name redefined, as one source file."""
    assert step.mistakes is not None
    binding = f"{misconception.redefines} = {misconception.function}"
    return f"{step.solution.source}\n\n{step.mistakes.source}\n\n{binding}\n"


def _require_distinct(step: Step, setting: Setting, report: StepReport) -> None:
    """No two misconceptions of a name agree on every check that talks to it."""
    for one, other in setting.references.alike(step):
        report.flaws.append(
            f"{other.where}: {one.function} and {other.function} show the same "
            "findings; drop one, or choose an input that tells them apart"
        )


def _require_calibrated(step: Step, setting: Setting, report: StepReport) -> None:
    """Every threshold on a random outcome comes from a record (law 5)."""
    for check in step.checks:
        findings = setting.references.reference(step, check).findings
        for name, finding in findings.items():
            if finding.outcomes and not finding.low > 0:
                report.flaws.append(
                    f"{check.id}: {name!r} has no threshold yet: run "
                    f"`grader calibrate {step.id}`"
                )


def _verify_stub(step: Step, setting: Setting, report: StepReport) -> None:
    try:
        source = exercise(step)
    except CourseError as error:
        report.flaws.append(str(error))
        return
    record = _graded(step, setting, source)
    if record.outcome is not Outcome.NOT_ATTEMPTED or record.score != 0:
        report.flaws.append(
            f"the untouched stub is {record.outcome} with {record.score} points"
        )


def _require_parts(
    step: Step, course: Course, report: StepReport, alternatives: int
) -> None:
    if len(step.misconceptions) < course.least.misconceptions:
        report.flaws.append(f"{len(step.misconceptions)} misconceptions, too few to trust")
    if alternatives < course.least.alternatives:
        report.flaws.append(
            f"{alternatives} alternatives, too few to show that other right ways pass"
        )
