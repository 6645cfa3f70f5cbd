"""Grades one submission through one course: the file to read first.

    submission bytes -> worker -> conversations -> findings -> judging -> record

`grade` touches no store, output path or terminal. The student's code runs only in the
worker; expected values, labels, tolerances and scores stay in this process.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.course import Course, Step
from grader.errors import BrokenCheck, GraderFault, SourceLost
from grader.examination.check import Check
from grader.examination.conversation import HOUSEKEEPING_SECONDS, Budget, Failed, Held, hold
from grader.examination.judging import judge
from grader.examination.references import References, load_code
from grader.examination.transcript import calls
from grader.records import (
    CheckRecord,
    FindingRecord,
    MisconceptionRecord,
    Outcome,
    Output,
    Plain,
    Reason,
    StepRecord,
    SubmissionRecord,
    worst,
)
from grader.sandbox.client import Failure, Worker, WorkerSource
from grader.sandbox.loading import Part
from grader.submissions import StepFile, Submission

ATTEMPTS = 3
LIMIT_HITS_PER_STEP = 2
OnStep = Callable[[str], None]


@dataclass(frozen=True)
class Setting:
    """What all submissions of a run share."""

    course: Course
    seed: str
    source: WorkerSource
    references: References


def grade(
    submission: Submission, setting: Setting, on_step: OnStep = lambda step: None
) -> SubmissionRecord:
    """Examine every step of a submission and judge it.

    on_step: told the id of each step when it begins.

    When one of our own processes dies the whole submission is examined anew, and after
    `ATTEMPTS` of that it is `ungraded`: a fault of ours never becomes a mark.
    """
    fault = ""
    for _ in range(ATTEMPTS):
        examination = _Examination(submission, setting)
        try:
            return examination.run(on_step)
        except SourceLost as lost:
            fault = str(lost)
        finally:
            examination.close()
    return _ungraded(submission, setting, fault)


def _ungraded(submission: Submission, setting: Setting, fault: str) -> SubmissionRecord:
    steps = [setting.course.step(name) for name in submission.steps]
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

    def worth_repeating(self) -> bool:
        """Whether anything but a pass, an untouched stub or our own fault was seen."""
        settled = {Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.UNGRADED}
        return any(one.outcome not in settled for one in self.examined)


class _Examination:
    """One submission on its way: its workers, its budget, its steps."""

    def __init__(self, submission: Submission, setting: Setting) -> None:
        self._submission = submission
        self._setting = setting
        self._limits = setting.course.limits
        self._budget = Budget(setting.course.limits)
        self._worker: Worker | None = None
        self._worker_used = False
        self._layers: tuple[str, ...] = ()

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def run(self, on_step: OnStep) -> SubmissionRecord:
        start = time.monotonic()
        files = {file.step: file for file in self._submission.files}
        steps = []
        for name in self._submission.steps:
            step = self._setting.course.step(name)
            on_step(step.id)
            steps.append(self._step(step, files.get(step.id)))
        scores = [step.score for step in steps]
        complete = [score for score in scores if score is not None]
        whole = len(complete) == len(scores)
        return SubmissionRecord(
            id=self._submission.id,
            student=self._submission.student,
            source=self._submission.source,
            status="graded" if whole else "ungraded",
            score=round(sum(complete), 4) if whole else None,
            max_score=sum(step.max_score for step in steps),
            seconds=time.monotonic() - start,
            cpu_seconds=self._budget.spent,
            steps=tuple(steps),
            left_out=self._submission.left_out,
            layers=self._layers,
        )

    # One step.

    def _step(self, step: Step, file: StepFile | None) -> StepRecord:
        start, spent = time.monotonic(), self._budget.spent
        if file is None:
            run = _all_alike(step, Failed(Outcome.NOT_ATTEMPTED, Reason.NO_FILE))
        elif file.refused:
            details: dict[str, Plain] = {"why": file.refused, "name": file.name}
            run = _all_alike(
                step, Failed(Outcome.ERRORED, Reason.UNREADABLE, None, details)
            )
        else:
            run = self._examine_fairly(step, file)
        explained = self._diagnose(step, run)
        checks = tuple(
            _check_record(one, explained.get(one.check.id, ())) for one in run.examined
        )
        points = [check.points for check in checks]
        known = [point for point in points if point is not None]
        outcome = worst(check.outcome for check in checks)
        return StepRecord(
            id=step.id,
            title=step.title,
            outcome=outcome,
            reason=next(check.reason for check in checks if check.outcome is outcome),
            score=round(sum(known), 4) if len(known) == len(points) else None,
            max_score=step.max_score,
            seconds=time.monotonic() - start,
            cpu_seconds=self._budget.spent - spent,
            checks=checks,
            misconceptions=_distinct(explained),
            file=file.name if file else "",
            source=_text(file),
            sha256=hashlib.sha256(file.content).hexdigest() if file else "",
            output=_joined(run.printed, self._limits.output_bytes),
            flags=tuple(run.flags),
        )

    def _examine_fairly(self, step: Step, file: StepFile) -> _StepRun:
        """Examine a step in the shared worker; unless fully passed, again in a fresh one.

        The second examination counts: what an earlier step did to the process
        (`set_floatx`, a patched function, leaked memory) must not cost marks here.
        """
        part = Part(file.name, _text(file))
        shared = self._worker_used and self._worker is not None and not self._worker.broken
        run = self._examine(step, part)
        if shared and run.worth_repeating():
            self._replace_worker()
            run = self._examine(step, part)
            run.flags.append("fresh_worker")
        return run

    def _examine(self, step: Step, part: Part) -> _StepRun:
        run = _StepRun()
        failed = self._load(step, part, run)
        for check in step.checks:
            if failed is None and self._current().broken:
                self._replace_worker()
                failed = self._load(step, part, run)
            if failed is None:
                run.examined.append(self._check(step, check, run))
            else:
                run.examined.append(_Examined(check, None, failed))
            if self._worker is not None:
                run.printed.append(self._worker.take_output())
        if step.write_it_yourself and failed is None and self._delegated():
            run.flags.append("delegated")
        return run

    def _delegated(self) -> bool:
        """Whether a ready-made function did what the step asks to write."""
        worker = self._current()
        if worker.broken:
            return False
        try:
            return bool(self._budget.ask(worker, HOUSEKEEPING_SECONDS, "delegated", ()))
        except Failure:
            return False

    def _check(self, step: Step, check: Check, run: _StepRun) -> _Examined:
        skipped = _reason_to_skip(check, run)
        if skipped is not None:
            return _Examined(check, None, skipped)
        held = None
        try:
            reference = self._setting.references.reference(step, check)
            held = hold(
                check,
                step.id,
                self._current(),
                self._budget,
                step.limits,
                self._setting.seed,
                self._setting.course.data,
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

    # Workers.

    def _current(self) -> Worker:
        if self._worker is None:
            self._worker = self._setting.source.worker(self._limits)
            self._layers = self._worker.layers
            self._worker_used = False
        return self._worker

    def _replace_worker(self) -> None:
        self.close()
        self._current()

    def _load(self, step: Step, part: Part, run: _StepRun) -> Failed | None:
        """Have the worker execute the student's file.

        When its top-level code runs over the budget or ends the process, once more with
        imports, definitions and constants only.
        """
        failed = self._load_once(step, part, "full")
        if failed is not None and _stopped_by_demo_code(failed):
            if self._current().broken:
                self._replace_worker()
            again = self._load_once(step, part, "definitions")
            if again is None:
                run.flags.append("definitions_only")
                return None
        return failed

    def _load_once(self, step: Step, part: Part, mode: str) -> Failed | None:
        if self._current().broken:
            self._replace_worker()
        worker = self._current()
        self._worker_used = True
        try:
            load_code(
                worker,
                self._budget,
                (part,),
                seconds=step.limits.load_cpu_seconds,
                mode=mode,
                fixtures=step.fixtures,
                watched=step.write_it_yourself,
            )
        except Failure as failure:
            return Failed.of(failure)
        return None


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


def _stopped_by_demo_code(failed: Failed) -> bool:
    timed_out = failed.outcome is Outcome.TIMED_OUT
    return timed_out or failed.reason in (Reason.EXIT, Reason.INPUT)


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


def _text(file: StepFile | None) -> str:
    return file.content.decode("utf-8-sig", "replace") if file else ""
