"""What holds a student's code while its steps are examined: a worker, and a way to load.

A `FileHost` has one worker for all files of a submission. A `NotebookHost` has a notebook's
kernel, in which every cell has run, and makes do with the notebook's definitions where the
kernel had to be ended. A `LiveHost` has the kernel that somebody works in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Protocol

from grader.course import Step
from grader.examination.conversation import HOUSEKEEPING_SECONDS, Budget, Failed
from grader.examination.references import load_code
from grader.notebooks.execution import Executed, parsed_bindings
from grader.notebooks.places import Place, asked_names, places
from grader.records import Limits, Outcome, Reason
from grader.sandbox.client import Failure, Holder, Worker, WorkerSource
from grader.sandbox.loading import Part


class Host(Protocol):
    """A place for a submission's code.

    whole: whether a fresh place holds as much as this one, so that an examination there
           counts in any case; else it counts when it is better.
    """

    whole: bool

    @property
    def shared(self) -> bool:
        """Whether something but the step to come has been in the current worker."""

    def load(self, step: Step, part: Part) -> tuple[Failed | None, tuple[str, ...]]:
        """Have the step's code ready to be examined; why not, and flags for its record."""

    def current(self) -> Holder:
        """What holds the code."""

    def replace(self) -> None:
        """Go on with a new worker, into which the code has to be loaded."""

    def fresh(self) -> Host:
        """A host with a new worker: this one, or another that the caller closes."""

    def close(self) -> None:
        """End the worker."""


class FileHost:
    """One worker for the files of a submission, loaded one after another."""

    whole = True

    def __init__(self, source: WorkerSource, limits: Limits, budget: Budget) -> None:
        self._source = source
        self._limits = limits
        self._budget = budget
        self._worker: Worker | None = None
        self._used = False

    def current(self) -> Worker:
        """The worker, started when there is none."""
        if self._worker is None:
            self._worker = self._source.worker(self._limits)
            self._used = False
        return self._worker

    def replace(self) -> None:
        """Start a new worker."""
        self.close()
        self.current()

    @property
    def shared(self) -> bool:
        """Whether an earlier step was loaded."""
        return self._used and self._worker is not None and not self._worker.broken

    def fresh(self) -> FileHost:
        """This host, with a new worker."""
        self.replace()
        return self

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def load(self, step: Step, part: Part) -> tuple[Failed | None, tuple[str, ...]]:
        """Have the worker execute the student's file.

        When its top-level code runs over the budget or ends the process, once more with
        imports, definitions and constants only.
        """
        failed = self._load_once(step, part, "full")
        if failed is not None and _stopped_by_demo_code(failed):
            again = self._load_once(step, part, "definitions")
            if again is None:
                return None, ("definitions_only",)
        return failed, ()

    def _load_once(self, step: Step, part: Part, mode: str) -> Failed | None:
        if self.current().broken:
            self.replace()
        self._used = True
        try:
            load_code(
                self.current(),
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


class NotebookHost:
    """The kernel of an executed notebook; without it, the notebook's definitions."""

    whole = False

    def __init__(
        self,
        source: WorkerSource,
        limits: Limits,
        budget: Budget,
        executed: Executed,
        steps: Sequence[Step],
    ) -> None:
        """Raises `SourceLost`."""
        self._source = source
        self._limits = limits
        self._budget = budget
        self._executed = executed
        self._steps = steps
        self._worker = executed.kernel
        self._flags: tuple[str, ...] = ()
        self.places: dict[str, Place] = {}
        try:
            if self._worker is None or not self._find_places():
                self.replace()
        except BaseException:
            self.close()
            raise

    @property
    def shared(self) -> bool:
        """All cells have run in the kernel; of definitions nothing can be left over."""
        return self._worker is self._executed.kernel

    @property
    def layers(self) -> tuple[str, ...]:
        """Of the confinement of its worker."""
        return self.current().layers

    def cell(self, place: Place) -> int:
        """Position in the notebook of a place's cell."""
        return self._executed.numbers[place.cell]

    def current(self) -> Worker:
        """The kernel, or the worker with the definitions."""
        if self._worker is None:
            self._define()
        assert self._worker is not None
        return self._worker

    def replace(self) -> None:
        """Give the kernel up, and load the definitions of its cells."""
        self.close()
        self._define()

    def fresh(self) -> NotebookHost:
        """The definitions alone, in a worker of their own."""
        executed = dataclasses.replace(self._executed, kernel=None)
        return NotebookHost(self._source, self._limits, self._budget, executed, self._steps)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def load(self, step: Step, part: Part) -> tuple[Failed | None, tuple[str, ...]]:
        """Have the worker look at its names as they were when the step was answered."""
        if self.current().broken:
            self.replace()
        place = self.places.get(step.id)
        if place is None:
            details = {"name": next(iter(step.names), "")}
            return Failed(Outcome.FAILED, Reason.NOT_FOUND, None, details), self._flags
        fixtures = step.fixtures and dataclasses.asdict(step.fixtures)
        try:
            self._budget.ask(
                *(self.current(), step.limits.load_cpu_seconds, "select", ()),
                binding=place.binding,
                fixtures=fixtures,
                watched=list(step.write_it_yourself),
            )
        except Failure as failure:
            return Failed.of(failure), self._flags
        return None, self._flags

    def _define(self) -> None:
        """A worker with the notebook's imports, definitions and constants."""
        self._worker = self._source.worker(self._limits)
        self._flags = ("definitions_only",)
        try:
            self._budget.ask(
                *(self._worker, self._limits.load_cpu_seconds, "define", ()),
                cells=list(self._executed.plain),
                names=asked_names(self._steps),
            )
        except Failure:
            self.places = {}
            return
        if not self._find_places():
            self.places = {}

    def _find_places(self) -> bool:
        """Ask the worker what was bound where; whether it answered."""
        assert self._worker is not None
        try:
            told = self._budget.ask(self._worker, HOUSEKEEPING_SECONDS, "bindings", ())
            bindings = parsed_bindings(told)
        except (Failure, ValueError):
            return False
        cells = range(len(self._executed.numbers))
        if any(one.cell not in cells for one in bindings):
            return False
        self.places = places(bindings, self._executed.ids, self._steps)
        return True


class LiveHost:
    """A kernel that somebody works in: its names as they are now, and no other place."""

    whole = True
    shared = False

    def __init__(self, holder: Holder, budget: Budget) -> None:
        self._holder = holder
        self._budget = budget

    def current(self) -> Holder:
        """The kernel."""
        return self._holder

    def replace(self) -> None:
        """Go on with the kernel: it is the user's, and is not ended."""

    def fresh(self) -> LiveHost:
        """This host."""
        return self

    def close(self) -> None:
        """Leave the kernel to its user."""

    def load(self, step: Step, part: Part) -> tuple[Failed | None, tuple[str, ...]]:
        """Have the kernel load the step's fixtures; what the step asks for is there."""
        fixtures = step.fixtures and dataclasses.asdict(step.fixtures)
        try:
            self._budget.ask(
                *(self._holder, step.limits.load_cpu_seconds, "attach", ()),
                fixtures=fixtures,
                watched=list(step.write_it_yourself),
            )
        except Failure as failure:
            return Failed.of(failure), ()
        return None, ()


def _stopped_by_demo_code(failed: Failed) -> bool:
    timed_out = failed.outcome is Outcome.TIMED_OUT
    return timed_out or failed.reason in (Reason.EXIT, Reason.INPUT)
