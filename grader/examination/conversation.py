"""Holds one check with one subject and keeps what was said."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.errors import BrokenCheck, GraderFault
from grader.examination.check import Check, Finding
from grader.examination.subject import Subject
from grader.records import Limits, Outcome, Plain, Problem, Reason
from grader.sandbox.client import Failure, Holder
from grader.sandbox.protocol import Handle, MalformedFrame, Value

HOUSEKEEPING_SECONDS = 10.0
PUBLIC_SEED = "public"


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it; `returned` is None when it failed."""

    verb: str
    label: str
    arguments: tuple[tuple[str, Value], ...]
    returned: tuple[Value, ...] | None


@dataclass(frozen=True)
class Failed:
    """A `Failure` as plain data."""

    outcome: Outcome
    reason: Reason
    problem: Problem | None = None
    details: Mapping[str, Plain] = field(default_factory=dict)

    @classmethod
    def of(cls, failure: Failure) -> Failed:
        """From the exception."""
        return cls(failure.outcome, failure.reason, failure.problem, failure.details)


@dataclass(frozen=True)
class Held:
    """A check that was held with one subject: findings, or why there are none.

    names: the subject's names that were spoken to.
    """

    findings: Mapping[str, Finding]
    failed: Failed | None
    exchanges: tuple[Exchange, ...]
    names: frozenset[str]
    seconds: float = 0.0


class Budget:
    """CPU seconds that a submission may still use, over all its workers."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.spent = 0.0

    def ask(
        self,
        worker: Holder,
        limit: float,
        verb: str,
        values: Sequence[Value],
        **fields: Any,
    ) -> tuple[Value, ...]:
        """Ask with the smaller of a limit and what is left. Raises `Failure`."""
        left = self.limits.submission_cpu_seconds - self.spent
        if left <= 0:
            total = self.limits.submission_cpu_seconds
            raise Failure(Outcome.TIMED_OUT, Reason.SUBMISSION_TIME, limit=total)
        reason = Reason.CPU_TIME if limit <= left else Reason.SUBMISSION_TIME
        before = worker.cpu_seconds
        try:
            return worker.ask(
                verb, values, cpu_limit=min(limit, left), limit_reason=reason, **fields
            )
        finally:
            self.spent += worker.cpu_seconds - before


class Dialogue:
    """The `Conversation` of one check: asks within the limits and takes notes."""

    def __init__(self, worker: Holder, budget: Budget, limits: Limits) -> None:
        self._worker = worker
        self._budget = budget
        self._limits = limits
        self._inputs: dict[int, Value] = {}
        self.exchanges: list[Exchange] = []
        self.names: set[str] = set()

    def ask(
        self,
        verb: str,
        target: str,
        values: Sequence[Value],
        about: str = "",
        **fields: Any,
    ) -> list[Value]:
        """Send a request; note it and what came back. Raises `Failure`."""
        if about:
            self.names.add(about)
        arguments = self._arguments(verb, values, fields)
        limit = self._limits.call_cpu_seconds
        try:
            returned = self._budget.ask(self._worker, limit, verb, values, **fields)
        except Failure:
            self.exchanges.append(Exchange(verb, target, arguments, None))
            raise
        if verb == "put" and returned and isinstance(returned[0], Handle):
            self._inputs[returned[0].id] = values[0]
        self.exchanges.append(Exchange(verb, target, arguments, returned))
        return list(returned)

    def _arguments(
        self, verb: str, values: Sequence[Value], fields: Mapping[str, Any]
    ) -> tuple[tuple[str, Value], ...]:
        """What was passed, without the target; inputs that stay shown as their value."""
        skipped = {"library": 0, "put": 0, "gradient": 2}.get(verb, 1)
        shown = [self._shown(value) for value in values[skipped:]]
        names = list(fields.get("keywords", ()))
        labels = [""] * (len(shown) - len(names)) + names
        return tuple(zip(labels, shown, strict=True))

    def _shown(self, value: Value) -> Value:
        return self._inputs.get(value.id, value) if isinstance(value, Handle) else value


def check_seed(seed: str, step: str, check: Check) -> int:
    """The check's own number, from (seed, step, check): no other check moves it.

    The check's inputs and the worker's random numbers both come from it, so that what a
    visible check shows depends on no secret seed.
    """
    chosen = seed if check.hidden else PUBLIC_SEED
    digest = hashlib.sha256("\0".join((chosen, step, check.id)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def hold(
    check: Check,
    step: str,
    worker: Holder,
    budget: Budget,
    limits: Limits,
    seed: str,
    data: Mapping[str, Any],
    draws: np.random.Generator | None = None,
) -> Held:
    """Hold a check with the code that a worker has loaded.

    draws: what the check draws its inputs from; its own generator when None.

    Raises:
        BrokenCheck: the check itself raised, or returned no findings.
        SourceLost: our own process died.
    """
    dialogue = Dialogue(worker, budget, limits)
    subject = Subject(dialogue, data)
    number = check_seed(seed, step, check)
    start = time.monotonic()
    failed = None
    findings: Mapping[str, Finding] = {}
    try:
        budget.ask(worker, HOUSEKEEPING_SECONDS, "seed", (), seed=number % 2**31)
        findings = check.function(subject, draws or np.random.default_rng(number))
        _require_findings(findings, step, check)
        budget.ask(worker, HOUSEKEEPING_SECONDS, "release", (), handles=None)
    except Failure as failure:
        failed = Failed.of(failure)
        _forget(worker, budget)
    except GraderFault:
        raise
    except MalformedFrame as error:
        raise BrokenCheck(step, check.id, f"sends too much: {error}") from error
    except Exception as error:
        where = _line_of(error, check)
        told = f"{type(error).__name__}: {error} (checks.py:{where})"
        raise BrokenCheck(step, check.id, told) from error
    seconds = time.monotonic() - start
    names = frozenset(dialogue.names)
    return Held(
        {} if failed else findings, failed, tuple(dialogue.exchanges), names, seconds
    )


def _line_of(error: Exception, check: Check) -> int:
    """The last line of the check's own file that an exception came through."""
    file = check.function.__code__.co_filename
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == file and frame.lineno]
    return lines[-1] if lines else check.line


def _forget(worker: Holder, budget: Budget) -> None:
    """Free the objects of a conversation that ended early."""
    if worker.broken:
        return
    try:
        budget.ask(worker, HOUSEKEEPING_SECONDS, "release", (), handles=None)
    except Failure:
        worker.broken = True


def _require_findings(findings: object, step: str, check: Check) -> None:
    if not isinstance(findings, Mapping) or not findings:
        raise BrokenCheck(step, check.id, "returned no findings")
    for name, finding in findings.items():
        if not isinstance(name, str) or not isinstance(finding, Finding):
            raise BrokenCheck(step, check.id, f"{name!r} is no finding")
