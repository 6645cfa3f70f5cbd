"""Findings of the reference and of the misconceptions, held once and remembered."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np

from grader.errors import BrokenCheck
from grader.examination.check import Check
from grader.examination.conversation import Budget, Held, hold
from grader.examination.diagnosis import DIAGNOSED, agree
from grader.examination.judging import compare
from grader.records import Limits
from grader.sandbox.client import Failure, Worker, WorkerSource
from grader.sandbox.loading import Part

if TYPE_CHECKING:
    from grader.course import Course, Misconception, Step

PATIENCE = 5.0
REFERENCE = "reference"


def load_code(
    worker: Worker,
    budget: Budget,
    parts: tuple[Part, ...],
    *,
    seconds: float,
    mode: str = "full",
    bind: Mapping[str, str] | None = None,
    fixtures: Part | None = None,
    watched: Sequence[str] = (),
) -> None:
    """Have a worker execute sources and examine them from now on. Raises `Failure`.

    watched: ready-made functions whose use the worker notes (verb `delegated`).
    """
    budget.ask(
        worker,
        seconds,
        "load",
        (),
        name="student",
        parts=[dataclasses.asdict(part) for part in parts],
        mode=mode,
        bind=dict(bind or {}),
        fixtures=dataclasses.asdict(fixtures) if fixtures else None,
        watched=list(watched),
    )


class Findings(Protocol):
    """What is known of conversations: a cache, or a student kit's record of all of them."""

    def get(self, step: Step, who: str, check: Check, seed: str) -> Held | None:
        """A conversation that was held, or None."""

    def put(self, step: Step, who: str, check: Check, seed: str, held: Held) -> None:
        """Keep a conversation."""

    def draws(self, step: Step, check: Check) -> np.random.Generator | None:
        """What stands in for the check's own generator, or None."""


class References:
    """What right and typically wrong code answers to the checks of one run.

    Thread-safe; each conversation is held once per seed, however many students ask.
    """

    def __init__(
        self, course: Course, source: WorkerSource, seed: str, findings: Findings
    ) -> None:
        self._course = course
        self._source = source
        self._seed = seed
        self._findings = findings
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()
        self._broken: dict[tuple[str, str], BrokenCheck] = {}
        self._believed: Misconception | None = None

    def believing(self, misconception: Misconception) -> References:
        """The same, for a submission that is known to have this misconception.

        Its random outcomes are taken for the misconception's: they come from long trainings
        and are held to a measured threshold, so that a second one would say nothing new.
        """
        believing = copy.copy(self)
        believing._believed = misconception
        return believing

    def draws(self, step: Step, check: Check) -> np.random.Generator | None:
        """What a check is to draw its inputs from; None for its own generator."""
        return self._findings.draws(step, check)

    def reference(self, step: Step, check: Check) -> Held:
        """The reference's conversation.

        Raises:
            BrokenCheck: the reference does not pass, so that nobody could.
        """
        with self._lock(step):
            held = self._findings.get(step, REFERENCE, check, self._seed)
            if held is None and (step.id, check.id) not in self._broken:
                self._hold_references(step)
                held = self._findings.get(step, REFERENCE, check, self._seed)
        if held is None:
            raise self._broken[step.id, check.id]
        if held.failed is not None:
            problem = held.failed.problem
            told = f": {problem.type_name}: {problem.message}" if problem else ""
            raise BrokenCheck(
                step.id, check.id, f"the reference {held.failed.outcome}{told}"
            )
        for name, finding in held.findings.items():
            if not compare(finding, finding).passed:
                raise BrokenCheck(step.id, check.id, f"the reference misses {name!r}")
        return held

    def unjudged(self, step: Step) -> dict[str, Held]:
        """The reference's conversations by check id, passed or not (for `calibrate`).

        Raises:
            BrokenCheck: a check raised.
        """
        with self._lock(step):
            self._hold_references(step)
        for broken in self._broken.values():
            raise broken
        found = {
            check.id: self._findings.get(step, REFERENCE, check, self._seed)
            for check in step.checks
        }
        return {id: held for id, held in found.items() if held is not None}

    def explain(
        self, step: Step, student: Mapping[str, Held]
    ) -> list[tuple[Misconception, frozenset[str]]]:
        """The misconceptions that show the student's findings, each with the ids of the
        failed checks that it explains.

        student: what was held, by check id (skipped checks are absent).
        """
        with self._lock(step), self._mistaken_worker(step) as mistaken:
            if self._believed is not None:
                self._take_over(step, self._believed, student)
            found = []
            for misconception in step.misconceptions:
                explained = self._explains(step, misconception, student, mistaken)
                if explained:
                    found.append((misconception, explained))
            return found

    def mistaken(self, step: Step, misconception: Misconception) -> dict[str, Held]:
        """A misconception's conversations, by check id."""
        with self._lock(step), self._mistaken_worker(step) as mistaken:
            return {check.id: mistaken.held(misconception, check) for check in step.checks}

    def alike(self, step: Step) -> list[tuple[Misconception, Misconception]]:
        """Pairs of one name that agree on every check that talks to it.

        Raises:
            BrokenCheck: the reference does not pass.
        """
        references = {check: self.reference(step, check) for check in step.checks}
        with self._lock(step), self._mistaken_worker(step) as mistaken:
            return [
                (one, other)
                for one, other in combinations(step.misconceptions, 2)
                if one.redefines == other.redefines
                and self._alike(one, other, references, mistaken)
            ]

    def _alike(
        self,
        one: Misconception,
        other: Misconception,
        references: Mapping[Check, Held],
        mistaken: _Mistaken,
    ) -> bool:
        spoken = [
            (check, reference)
            for check, reference in references.items()
            if one.redefines in reference.names
        ]
        return bool(spoken) and all(
            agree(mistaken.held(one, check), mistaken.held(other, check), reference)
            for check, reference in spoken
        )

    def _take_over(
        self, step: Step, misconception: Misconception, student: Mapping[str, Held]
    ) -> None:
        for check in step.checks:
            held = student.get(check.id)
            if held is not None and any(one.outcomes for one in held.findings.values()):
                known = dataclasses.replace(held, exchanges=())
                who = misconception.function
                self._findings.put(step, who, check, self._seed, known)

    def _explains(
        self,
        step: Step,
        misconception: Misconception,
        student: Mapping[str, Held],
        mistaken: _Mistaken,
    ) -> frozenset[str]:
        relevant, failing = [], []
        for check in step.checks:
            reference = self._findings.get(step, REFERENCE, check, self._seed)
            held = student.get(check.id)
            if (
                held is None
                or reference is None
                or misconception.redefines not in reference.names
            ):
                continue
            if wrong(held, reference):
                failing.append((check, held, reference))
            else:
                relevant.append((check, held, reference))
        if not failing or any(
            h.failed and h.failed.outcome not in DIAGNOSED for _, h, _ in failing
        ):
            return frozenset()
        for check, held, reference in failing + relevant:
            if not agree(held, mistaken.held(misconception, check), reference):
                return frozenset()
        return frozenset(check.id for check, _, _ in failing)

    def _hold_references(self, step: Step) -> None:
        with self._source.worker(self._limits(step)) as worker:
            budget = Budget(self._limits(step))
            try:
                self._load(worker, budget, step, None)
            except Failure as failure:
                problem = failure.problem
                told = (
                    f"{problem.type_name}: {problem.message}" if problem else failure.reason
                )
                for check in step.checks:
                    self._broken[step.id, check.id] = BrokenCheck(
                        step.id, check.id, f"solution.py does not load: {told}"
                    )
                return
            for check in step.checks:
                try:
                    held = self._hold(check, step, worker, budget)
                except BrokenCheck as broken:
                    self._broken[step.id, check.id] = broken
                else:
                    self._findings.put(step, REFERENCE, check, self._seed, held)

    def _hold(self, check: Check, step: Step, worker: Worker, budget: Budget) -> Held:
        return hold(
            check,
            step.id,
            worker,
            budget,
            self._limits(step),
            self._seed,
            self._course.data,
            self.draws(step, check),
        )

    @staticmethod
    def _load(
        worker: Worker, budget: Budget, step: Step, misconception: Misconception | None
    ) -> None:
        parts: tuple[Part, ...] = (step.solution,)
        bind = None
        if misconception is not None and step.mistakes is not None:
            parts = (step.solution, step.mistakes)
            bind = {misconception.redefines: misconception.function}
        seconds = step.limits.load_cpu_seconds
        load_code(worker, budget, parts, seconds=seconds, bind=bind, fixtures=step.fixtures)

    @staticmethod
    def _limits(step: Step) -> Limits:
        """The step's limits, patient: a slow machine must not break the reference."""
        return dataclasses.replace(
            step.limits,
            call_cpu_seconds=step.limits.call_cpu_seconds * PATIENCE,
            submission_cpu_seconds=step.limits.submission_cpu_seconds * PATIENCE,
        )

    @contextlib.contextmanager
    def _mistaken_worker(self, step: Step) -> Iterator[_Mistaken]:
        mistaken = _Mistaken(self, step)
        try:
            yield mistaken
        finally:
            mistaken.close()

    def _lock(self, step: Step) -> threading.Lock:
        with self._guard:
            return self._locks[step.id]


class _Mistaken:
    """Holds checks with misconceptions, several in one worker that starts when needed."""

    def __init__(self, references: References, step: Step) -> None:
        self._references = references
        self._step = step
        self._worker: Worker | None = None
        self._budget = Budget(references._limits(step))
        self._loaded = ""

    def held(self, misconception: Misconception, check: Check) -> Held:
        """The misconception's conversation about one check, from memory if known."""
        cache, seed = self._references._findings, self._references._seed
        known = cache.get(self._step, misconception.function, check, seed)
        if known is None:
            known = dataclasses.replace(self._hold(misconception, check), exchanges=())
            cache.put(self._step, misconception.function, check, seed, known)
        return known

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _hold(self, misconception: Misconception, check: Check) -> Held:
        if self._worker is not None and self._worker.broken:
            self.close()
        if self._worker is None:
            limits = self._references._limits(self._step)
            self._worker = self._references._source.worker(limits)
            self._budget = Budget(limits)
            self._loaded = ""
        if self._loaded != misconception.function:
            self._references._load(self._worker, self._budget, self._step, misconception)
            self._loaded = misconception.function
        return self._references._hold(check, self._step, self._worker, self._budget)


def wrong(held: Held, reference: Held) -> bool:
    """Whether what was held fails its check."""
    return held.failed is not None or any(
        not compare(finding, reference.findings[name]).passed
        for name, finding in held.findings.items()
        if name in reference.findings
    )
