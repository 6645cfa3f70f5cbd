"""Grades one submission through one course: the file to read first.

    submission bytes -> worker -> conversations -> findings -> judging -> record

`grade` touches no store, output path or terminal. The student's code runs only in the
worker; expected values, labels, tolerances and scores stay in this process.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from grader.course import Course, Step
from grader.errors import BrokenCheck, GraderFault, SourceClosed, SourceLost
from grader.examination.check import Check
from grader.examination.conversation import HOUSEKEEPING_SECONDS, Budget, Failed, Held, hold
from grader.examination.diagnosis import DIAGNOSED
from grader.examination.judging import judge
from grader.examination.references import References
from grader.examination.transcript import calls
from grader.hosts import FileHost, Host, NotebookHost
from grader.notebooks.execution import Refused as NotebookRefused
from grader.notebooks.execution import execute, with_steps
from grader.notebooks.places import Place, asked_names
from grader.records import (
    CheckRecord,
    FindingRecord,
    MisconceptionRecord,
    NotebookRecord,
    Outcome,
    Output,
    Plain,
    Reason,
    StepRecord,
    SubmissionRecord,
    total,
    worst,
)
from grader.sandbox.client import Failure, WorkerSource
from grader.sandbox.loading import Part
from grader.submissions import NotebookFile, StepFile, Submission, is_untouched

ATTEMPTS = 3
LIMIT_HITS_PER_STEP = 2
OnStep = Callable[[str], None]
OnRecord = Callable[[StepRecord], None]


@dataclass(frozen=True)
class Setting:
    """What all submissions of a run share."""

    course: Course
    seed: str
    source: WorkerSource
    references: References


def grade(
    submission: Submission,
    setting: Setting,
    on_step: OnStep = lambda step: None,
    on_record: OnRecord = lambda record: None,
) -> SubmissionRecord:
    """Examine every step of a submission and judge it.

    on_step: told the id of each step when it begins. on_record: given each step's record
    when it is made; of a step that is examined anew more than once, the last one counts.

    When one of our own processes dies the whole submission is examined anew, and after
    `ATTEMPTS` of that it is `ungraded`: a fault of ours never becomes a mark.
    """
    fault = ""
    for _ in range(ATTEMPTS):
        examination = _Examination(submission, setting, on_record)
        try:
            return examination.run(on_step)
        except SourceClosed:
            raise
        except SourceLost as lost:
            fault = str(lost)
        finally:
            examination.close()
    return ungraded(submission, setting.course, fault)


def ungraded(submission: Submission, course: Course, fault: str) -> SubmissionRecord:
    """The record of a submission that our own side could not grade."""
    steps = [course.step(name) for name in submission.steps]
    return SubmissionRecord(
        id=submission.id,
        student=submission.student,
        source=submission.source,
        status="ungraded",
        score=None,
        max_score=sum(step.max_score for step in steps),
        seconds=0.0,
        cpu_seconds=0.0,
        steps=(),
        left_out=submission.left_out,
        fault=fault,
    )


def grade_live(step: Step, host: Host, source: str, setting: Setting) -> StepRecord:
    """Examine one step whose code a host holds already, and judge it.

    source: of the code, as far as it is known; only for people.

    Raises:
        SourceLost: one of our own processes died, or the host's user has left.
    """
    submission = Submission("live", "", "", (), (step.id,))
    answer = _Answer(host, "", source, "", cell=0)
    return _Examination(submission, setting, lambda record: None).step(step, answer)


@dataclass(frozen=True)
class _Examined:
    """One check as it went: held, or why not; judged when it gave findings."""

    check: Check
    held: Held | None
    failed: Failed | None
    findings: tuple[FindingRecord, ...] = ()
    reference: Held | None = None

    @property
    def outcome(self) -> Outcome:
        if self.failed is not None:
            return self.failed.outcome
        passed = bool(self.findings) and all(finding.passed for finding in self.findings)
        return Outcome.PASSED if passed else Outcome.FAILED

    @property
    def reason(self) -> Reason:
        if self.failed is not None:
            return self.failed.reason
        wrong = (finding.reason for finding in self.findings if not finding.passed)
        return next(wrong, Reason.CORRECT)


@dataclass
class _StepRun:
    """One pass over the checks of a step."""

    examined: list[_Examined] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    printed: list[Output] = field(default_factory=list)
    limit_hits: int = 0

    def passed(self, check: str) -> bool:
        return any(
            one.check.id == check and one.outcome is Outcome.PASSED for one in self.examined
        )

    def points(self) -> float:
        """Of the checks that passed."""
        passed = (one for one in self.examined if one.outcome is Outcome.PASSED)
        return sum(one.check.points for one in passed)

    def confirmed(self) -> bool:
        """Whether a random outcome was near its threshold and measured again."""
        findings = (
            one
            for examined in self.examined
            if examined.held is not None
            for one in examined.held.findings.values()
        )
        return any(len(one.outcomes) > 1 for one in findings)

    def visible_only(self) -> bool:
        """Whether all that a student could try passed, and something hidden did not."""
        visible = [one.outcome for one in self.examined if not one.check.hidden]
        hidden = [one.outcome for one in self.examined if one.check.hidden]
        right = bool(visible) and set(visible) == {Outcome.PASSED}
        return right and not DIAGNOSED.isdisjoint(hidden)

    def worth_repeating(self) -> bool:
        """Whether anything but a pass, an untouched stub or our own fault was seen."""
        settled = {Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.UNGRADED}
        return any(one.outcome not in settled for one in self.examined)


@dataclass(frozen=True)
class _Answer:
    """What a step is examined in: a host with the student's code in it.

    cell: of a notebook, else None.
    """

    host: Host
    name: str
    source: str
    sha256: str
    cell: int | None = None


class _Examination:
    """One submission on its way: its hosts, its budget, its steps."""

    def __init__(
        self, submission: Submission, setting: Setting, on_record: OnRecord
    ) -> None:
        self._submission = submission
        self._setting = setting
        self._on_record = on_record
        self._limits = setting.course.limits
        self._budget = Budget(setting.course.limits)
        self._steps = [setting.course.step(name) for name in submission.steps]
        self._files = {file.step: file for file in submission.files}
        self._untouched = {
            file.step
            for file in submission.files
            if submission.notebooks and is_untouched(file, setting.course.step(file.step))
        }
        self._done: dict[str, StepRecord] = {}
        self._in_notebooks: set[str] = set()
        self._uncertain: set[str] = set()
        self._unusable: NotebookRecord | None = None
        self._cells_cpu_seconds = 0.0
        self._cells_seconds = 0.0  # as the limit on them counts
        self._out_of_time = False
        self._layers: tuple[str, ...] = ()
        self._hosts: list[Host] = []

    def close(self) -> None:
        while self._hosts:
            self._hosts.pop().close()

    def run(self, on_step: OnStep) -> SubmissionRecord:
        start = time.monotonic()
        notebooks = tuple(
            self._notebook(one, on_step) for one in self._submission.notebooks
        )
        self._examine_files(on_step)
        steps = [self._done[step.id] for step in self._steps]
        score = total(step.score for step in steps)
        return SubmissionRecord(
            id=self._submission.id,
            student=self._submission.student,
            source=self._submission.source,
            status="ungraded" if score is None else "graded",
            score=score,
            max_score=sum(step.max_score for step in steps),
            seconds=time.monotonic() - start,
            cpu_seconds=self._budget.spent + self._cells_cpu_seconds,
            steps=tuple(steps),
            left_out=self._submission.left_out,
            layers=self._layers,
            notebooks=notebooks,
        )

    # Notebooks and files.

    def _notebook(self, notebook: NotebookFile, on_step: OnStep) -> NotebookRecord:
        """Execute a notebook and examine the steps that it answers and no file does."""
        on_step(notebook.name)
        sha256 = hashlib.sha256(notebook.content).hexdigest()
        source, course = self._setting.source, self._setting.course
        names = asked_names(course.steps)
        try:
            if notebook.refused:
                raise NotebookRefused(notebook.refused)
            left = self._limits.notebook_cpu_seconds - self._cells_seconds
            if left <= 0:
                self._out_of_time = True
                stopped = Reason.SUBMISSION_TIME
                return NotebookRecord(notebook.name, (), "", stopped, sha256)
            limits = replace(self._limits, notebook_cpu_seconds=left)
            executed = execute(source, notebook.content, names, limits)
        except NotebookRefused as refused:
            record = NotebookRecord(notebook.name, (), refused.reason, sha256=sha256)
            self._unusable = self._unusable or record
            return record
        self._cells_cpu_seconds += executed.cpu_seconds
        by_clock = executed.seconds / self._limits.wall_factor
        self._cells_seconds += max(executed.cpu_seconds, by_clock)
        host = NotebookHost(source, self._limits, self._budget, executed, course.steps)
        self._hosts.append(host)
        self._layers = host.layers
        cells: dict[str, int] = {}
        for step in self._steps:
            place = host.places.get(step.id)
            if place is None or notebook.step not in ("", step.id):
                continue
            if self._takes(step, place):
                cells[step.id] = cell = host.cell(place)
                text = executed.cells[cell].source
                on_step(step.id)
                answer = _Answer(host, notebook.name, text, sha256, cell)
                self._keep(self.step(step, answer))
        self.close()
        return NotebookRecord(
            name=notebook.name,
            cells=with_steps(executed, cells),
            stopped=executed.stopped or "",
            sha256=sha256,
            seconds=executed.seconds,
        )

    def _takes(self, step: Step, place: Place) -> bool:
        """Whether a notebook's answer is examined: no file, and no earlier notebook's.

        A file that is as it was handed out is none.
        An answer that nothing but the name speaks for gives way to one in a later notebook.
        """
        if step.id in self._files and step.id not in self._untouched:
            if place.certain:
                self._in_notebooks.add(step.id)
            return False
        if step.id in self._done and not (place.certain and step.id in self._uncertain):
            return False
        if place.certain:
            self._uncertain.discard(step.id)
        else:
            self._uncertain.add(step.id)
        return True

    def _examine_files(self, on_step: OnStep) -> None:
        """Examine every step that is left: its own file, or that there is none."""
        host = FileHost(self._setting.source, self._limits, self._budget)
        self._hosts.append(host)
        for step in self._steps:
            if step.id in self._done:
                continue
            on_step(step.id)
            file = self._files.get(step.id)
            answer = _Answer(host, "", "", "")
            failed = None
            if file is not None:
                sha256 = hashlib.sha256(file.content).hexdigest()
                answer = _Answer(host, file.name, _text(file), sha256)
                if file.refused:
                    failed = _unreadable(file.refused, file.name)
            elif self._submission.refused:
                failed = _refused(self._submission)
            elif self._unusable is not None:
                failed = _unusable(self._unusable)
            elif self._out_of_time:
                details: dict[str, Plain] = {"limit": self._limits.notebook_cpu_seconds}
                failed = Failed(Outcome.TIMED_OUT, Reason.SUBMISSION_TIME, None, details)
            else:
                failed = Failed(Outcome.NOT_ATTEMPTED, Reason.NO_FILE)
            self._keep(self.step(step, answer, failed))

    # One step.

    def _keep(self, record: StepRecord) -> None:
        self._done[record.id] = record
        self._on_record(record)

    def step(self, step: Step, answer: _Answer, failed: Failed | None = None) -> StepRecord:
        """Examine a step, unless it is known why that cannot be done, and judge it."""
        start, spent = time.monotonic(), self._budget.spent
        run = (
            self._examine_fairly(step, answer)
            if failed is None
            else _all_alike(step, failed)
        )
        if step.id in self._in_notebooks and answer.cell is None:
            run.flags.append("file_over_notebook")
        if run.confirmed():
            run.flags.append("confirmed")
        if run.visible_only():
            run.flags.append("visible_only")
        explained = self._diagnose(step, run)
        checks = tuple(
            _check_record(one, explained.get(one.check.id, ())) for one in run.examined
        )
        outcome = worst(check.outcome for check in checks)
        return StepRecord(
            id=step.id,
            title=step.title,
            outcome=outcome,
            reason=next(check.reason for check in checks if check.outcome is outcome),
            score=total(check.points for check in checks),
            max_score=step.max_score,
            seconds=time.monotonic() - start,
            cpu_seconds=self._budget.spent - spent,
            checks=checks,
            misconceptions=_distinct(explained),
            file=answer.name,
            source=answer.source,
            sha256=answer.sha256,
            output=_joined(run.printed, self._limits.output_bytes),
            flags=tuple(dict.fromkeys(run.flags)),
            cell=answer.cell,
        )

    def _examine_fairly(self, step: Step, answer: _Answer) -> _StepRun:
        """Examine a step in the shared worker; unless fully passed, again in a fresh one.

        What an earlier step, or a cell, did to the process (`set_floatx`, a patched
        function, leaked memory) must not cost marks here. The second examination counts,
        but for a notebook, of which a fresh worker has the definitions alone: there it
        counts when it is better.
        """
        host = answer.host
        shared = host.shared
        run = self._examine(step, host, answer)
        if not (shared and run.worth_repeating()):
            return run
        again = host.fresh()
        if again is host:
            second = self._examine(step, again, answer)
        else:
            with closing(again), host.current().paused():
                second = self._examine(step, again, answer)
        if host.whole or second.points() > run.points():
            second.flags.append("fresh_worker")
            return second
        return run

    def _examine(self, step: Step, host: Host, answer: _Answer) -> _StepRun:
        run = _StepRun()
        part = Part(answer.name, answer.source)
        failed = self._load(step, host, part, run)
        for check in step.checks:
            if failed is None and host.current().broken:
                host.replace()
                failed = self._load(step, host, part, run)
            if failed is None:
                run.examined.append(self._check(step, check, host, run))
            else:
                run.examined.append(_Examined(check, None, failed))
            run.printed.append(host.current().take_output())
        if step.write_it_yourself and failed is None and self._delegated(host):
            run.flags.append("delegated")
        return run

    def _load(self, step: Step, host: Host, part: Part, run: _StepRun) -> Failed | None:
        failed, flags = host.load(step, part)
        run.flags.extend(flags)
        self._layers = host.current().layers
        return failed

    def _delegated(self, host: Host) -> bool:
        """Whether a ready-made function did what the step asks to write."""
        worker = host.current()
        if worker.broken:
            return False
        try:
            return bool(self._budget.ask(worker, HOUSEKEEPING_SECONDS, "delegated", ()))
        except Failure:
            return False

    def _check(self, step: Step, check: Check, host: Host, run: _StepRun) -> _Examined:
        skipped = _reason_to_skip(check, run)
        if skipped is not None:
            return _Examined(check, None, skipped)
        held = None
        try:
            reference = self._setting.references.reference(step, check)
            held = hold(
                check,
                step.id,
                host.current(),
                self._budget,
                step.limits,
                self._setting.seed,
                self._setting.course.data,
                self._setting.references.draws(step, check),
            )
            if held.failed is not None:
                run.limit_hits += held.failed.outcome in (
                    Outcome.TIMED_OUT,
                    Outcome.CRASHED,
                )
                return _Examined(check, held, held.failed, (), reference)
            findings = judge(held.findings, reference.findings)
            return _Examined(check, held, None, findings, reference)
        except SourceLost:
            raise
        except GraderFault as fault:
            broken = isinstance(fault, BrokenCheck)
            reason = Reason.BROKEN_CHECK if broken else Reason.GRADER_ERROR
            failed = Failed(Outcome.UNGRADED, reason, None, {"message": str(fault)})
            return _Examined(check, held, failed)

    def _diagnose(
        self, step: Step, run: _StepRun
    ) -> Mapping[str, tuple[MisconceptionRecord, ...]]:
        """Named misconceptions by the id of each check that they explain."""
        held = {one.check.id: one.held for one in run.examined if one.held is not None}
        if not any(
            one.outcome in (Outcome.FAILED, Outcome.ERRORED) for one in run.examined
        ):
            return {}
        explained: dict[str, tuple[MisconceptionRecord, ...]] = {}
        for misconception, checks in self._setting.references.explain(step, held):
            for check in checks:
                explained[check] = (*explained.get(check, ()), misconception.record())
        return explained


def _all_alike(step: Step, failed: Failed) -> _StepRun:
    return _StepRun([_Examined(check, None, failed) for check in step.checks])


def _reason_to_skip(check: Check, run: _StepRun) -> Failed | None:
    if check.after is not None and not run.passed(check.after):
        needed = next(one for one in run.examined if one.check.id == check.after)
        if needed.outcome in (Outcome.UNGRADED, Outcome.NOT_ATTEMPTED):
            return Failed(
                needed.outcome, needed.reason, None, {"needed": needed.check.name}
            )
        details: dict[str, Plain] = {"needed": needed.check.name}
        return Failed(Outcome.SKIPPED, Reason.EARLIER_CHECK, None, details)
    if run.limit_hits >= LIMIT_HITS_PER_STEP:
        return Failed(Outcome.SKIPPED, Reason.EARLIER_LIMIT)
    return None


def _refused(submission: Submission) -> Failed:
    """Why a step is not graded that may be in what could not be opened."""
    if submission.refused == "unreadable":  # by us: the student did not close the folder
        details: dict[str, Plain] = {
            "message": "unreadable",
            "name": submission.refused_name,
        }
        return Failed(Outcome.UNGRADED, Reason.GRADER_ERROR, None, details)
    return _unreadable(submission.refused, submission.refused_name)


def _unusable(notebook: NotebookRecord) -> Failed:
    """Why a step is not graded that may be in a notebook which could not be run."""
    if notebook.refused == "driver_failed":  # nobody knows whose fault that is
        details: dict[str, Plain] = {"message": notebook.refused, "name": notebook.name}
        return Failed(Outcome.UNGRADED, Reason.GRADER_ERROR, None, details)
    return _unreadable(notebook.refused, notebook.name)


def _unreadable(why: str, name: str) -> Failed:
    details: dict[str, Plain] = {"why": why, "name": name}
    return Failed(Outcome.ERRORED, Reason.UNREADABLE, None, details)


def _check_record(one: _Examined, named: tuple[MisconceptionRecord, ...]) -> CheckRecord:
    points = {Outcome.PASSED: one.check.points, Outcome.UNGRADED: None}.get(
        one.outcome, 0.0
    )
    wrong = next((finding for finding in one.findings if not finding.passed), None)
    details: dict[str, Plain] = dict(one.failed.details) if one.failed else {}
    if wrong is not None:
        details |= {"finding": wrong.name}
        if wrong.expected is not None and wrong.observed is not None:
            details |= {
                "expected_shape": str(wrong.expected.shape),
                "observed_shape": str(wrong.observed.shape),
            }
    return CheckRecord(
        id=one.check.id,
        name=one.check.name,
        hint=one.check.hint,
        outcome=one.outcome,
        reason=one.reason,
        points=points,
        max_points=one.check.points,
        visibility=one.check.visibility,
        findings=one.findings,
        calls=calls(one.held, one.reference) if one.held else (),
        misconceptions=named,
        problem=one.failed.problem if one.failed else None,
        details=details,
        seconds=one.held.seconds if one.held else 0.0,
    )


def _distinct(
    explained: Mapping[str, tuple[MisconceptionRecord, ...]],
) -> tuple[MisconceptionRecord, ...]:
    return tuple(
        dict.fromkeys(named for several in explained.values() for named in several)
    )


def _joined(printed: list[Output], limit: int) -> Output:
    whole = "".join(output.text for output in printed)
    cut = sum(output.cut_bytes for output in printed)
    return Output(whole[:limit], cut + len(whole[limit:]))


def _text(file: StepFile) -> str:
    return file.content.decode("utf-8-sig", "replace")
