"""The caller's side: hands submissions out to Dask workers, and takes records back.

Each submission is sent to one worker, a few at a time, and the count of what was lost with
a worker is kept here: Dask's own retries would run it where nobody has looked yet.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from grader.cluster.workers import connected, on_workers, order_for
from grader.codec import MalformedRecord, decode, encode
from grader.course import Course
from grader.errors import GraderFault, UsageError
from grader.grading import ungraded
from grader.run import OnDone, OnProgress
from grader.submissions import Submission

if TYPE_CHECKING:
    from grader.cluster.examiner import Order

ATTEMPTS = 3
QUEUED_EACH = 1
LOOK_SECONDS = 1.0
WORKERLESS_SECONDS = 240.0


def grade_all(
    submissions: Sequence[Submission],
    course: Course,
    seed: str,
    address: str,
    on_step: OnProgress = lambda submission, step: None,
    on_done: OnDone = lambda record: None,
    notebooks: bool = False,
    workers_each: int = 1,
    allow_unconfined: bool = False,
) -> None:
    """Grade submissions on the workers of a Dask cluster.

    address: of the scheduler, as `tcp://host:8786`; for `tls://` the certificates are those
             of the user's Dask configuration.
    on_step, on_done: as `grader.run.grade_all` calls them, but one at a time and in this
             thread; records come in the order in which they are ready, each exactly once.
    workers_each: how many submissions a Dask worker process grades at a time.
    allow_unconfined: whether a worker may take part that cannot confine student code.

    A submission whose worker is lost is graded again elsewhere; after `ATTEMPTS` of that it
    is ungraded. Whatever ends the run, the workers forget it: nothing stays queued, and
    their fork servers end.

    Raises:
        MissingDependency: `distributed` is not installed.
        UsageError: no scheduler, no workers, or workers that are not alike.
        GraderFault: the scheduler or all workers went away in mid-run; what was given to
            `on_done` is whole.
    """
    if workers_each < 1:
        raise UsageError("A worker grades at least one submission at a time.")
    with connected(address) as client:
        order = order_for(client, course, seed, notebooks, workers_each, allow_unconfined)
        with on_workers(client, order):
            _Run(client, order, submissions, course, on_step, on_done).run()


@dataclass
class _Flight:
    """One attempt at a submission: where, and whether its first step has begun there."""

    number: int
    worker: str
    future: Any
    started: bool = False


@dataclass(frozen=True)
class _Step:
    """An event: a step of a flight begins."""

    flight: str
    name: str


@dataclass(frozen=True)
class _Landed:
    """An event: a flight is over, with the bytes of an answer or what went wrong."""

    flight: str
    outcome: bytes | BaseException


class _Run:
    """Submissions on their way. All but what puts events is done in the caller's thread."""

    def __init__(
        self,
        client: Any,
        order: Order,
        submissions: Sequence[Submission],
        course: Course,
        on_step: OnProgress,
        on_done: OnDone,
    ) -> None:
        self._client = client
        self._order = order
        self._submissions = submissions
        self._course = course
        self._on_step = on_step
        self._on_done = on_done
        self._next = 0
        self._again: deque[int] = deque()
        self._attempts: Counter[int] = Counter()
        self._names = 0
        self._flights: dict[str, _Flight] = {}
        self._events: queue.SimpleQueue[_Step | _Landed] = queue.SimpleQueue()
        self._workers: set[str] = set()
        self._refused: dict[str, str] = {}
        self._looked = self._worked = time.monotonic() - LOOK_SECONDS

    def run(self) -> None:
        """Until every submission has been given to `on_done`."""
        self._client.subscribe_topic(self._order.run, self._hear)
        try:
            while self._flights or self._again or self._next < len(self._submissions):
                self._look_at_workers()
                self._send()
                self._take()
        finally:
            with contextlib.suppress(Exception):
                self._client.unsubscribe_topic(self._order.run)
                self._client.cancel([one.future for one in self._flights.values()])

    # Events, put from Dask's threads.

    def _hear(self, event: tuple[float, tuple[str, bytes]]) -> None:
        flight, step = event[1]
        self._events.put(_Step(flight, step.decode()))

    def _land(self, flight: str, future: Any) -> None:
        try:
            outcome = future.result()
        except BaseException as error:  # CancelledError is no Exception
            outcome = error
        self._events.put(_Landed(flight, outcome))

    # Workers.

    def _look_at_workers(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        present = set(self._asked(self._client.nthreads))
        for worker in self._workers - present:
            self._lose(worker)
        self._admit(present)
        if self._workers:
            self._worked = now
        elif now - self._worked > WORKERLESS_SECONDS:
            why = "".join(f"\n  {worker}: {why}" for worker, why in self._refused.items())
            raise GraderFault(
                "No worker that can grade is left on the cluster. What was graded is kept. "
                f"Start workers, then run the same command again.{why}"
            )

    def _admit(self, present: set[str]) -> None:
        """Find out which of the workers that are new are ready."""
        from grader.cluster.examiner import NOT_THERE, READY, state

        self._refused = {
            worker: why for worker, why in self._refused.items() if worker in present
        }
        unknown = sorted(present - self._workers - set(self._refused))
        if not unknown:
            return
        run = self._order.run
        told = self._asked(
            lambda: self._client.run(state, run, workers=unknown, on_error="return")
        )
        for worker, is_state in told.items():
            if is_state == READY:
                self._workers.add(worker)
            elif is_state != NOT_THERE and isinstance(is_state, str):
                self._refused[worker] = is_state

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Exception as error:
            raise self._no_scheduler() from error

    def _no_scheduler(self) -> GraderFault:
        return GraderFault(
            "The Dask scheduler went away in mid-run. What was graded is kept. Start it "
            "again, then run the same command again."
        )

    def _lose(self, worker: str) -> None:
        """A worker is gone: its flights start again, and what it was grading is noted.

        When no step was heard of, each of them may have been the cause.
        """
        self._workers.discard(worker)
        gone = {key: one for key, one in self._flights.items() if one.worker == worker}
        begun = any(one.started for one in gone.values())
        for key, flight in gone.items():
            del self._flights[key]
            if flight.started or not begun:
                self._failed(flight.number, "the cluster's worker was lost")
            else:
                self._again.append(flight.number)
        with contextlib.suppress(Exception):
            self._client.cancel([one.future for one in gone.values()])

    # Submissions.

    def _send(self) -> None:
        """Fill the workers up, evenly, each with what it grades and one more."""
        load = Counter(one.worker for one in self._flights.values())
        for most in range(1, self._order.each + QUEUED_EACH + 1):
            for worker in sorted(self._workers):
                if load[worker] < most:
                    number = self._take_waiting()
                    if number is None:
                        return
                    self._submit(number, worker)
                    load[worker] += 1

    def _take_waiting(self) -> int | None:
        if self._again:
            return self._again.popleft()
        if self._next == len(self._submissions):
            return None
        self._next += 1
        return self._next - 1

    def _submit(self, number: int, worker: str) -> None:
        from grader.cluster.examiner import grade_bytes

        # Where a submission lies is of no use elsewhere, and may be no text at all.
        content = encode(replace(self._submissions[number], source=""))
        self._names += 1
        key = f"{self._order.run}-{self._names}"
        future = self._client.submit(
            *(grade_bytes, self._order.run, key, content),
            **{"key": key, "workers": [worker], "allow_other_workers": False},
            **{"pure": False, "retries": 0},
        )
        self._flights[key] = _Flight(number, worker, future)
        future.add_done_callback(lambda future: self._land(key, future))

    def _take(self) -> None:
        """Wait a moment for an event; what is told of a flight given up is ignored."""
        try:
            event = self._events.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        flight = self._flights.get(event.flight)
        if flight is None:
            return
        if isinstance(event, _Step):
            flight.started = True
            self._on_step(self._submissions[flight.number].id, event.name)
            return
        del self._flights[event.flight]
        self._landed(flight.number, event.outcome)

    def _landed(self, number: int, outcome: bytes | BaseException) -> None:
        from grader.cluster.examiner import Answer

        submission = self._submissions[number]
        if isinstance(outcome, CancelledError) and self._client.status != "running":
            raise self._no_scheduler()
        if isinstance(outcome, BaseException):
            self._failed(number, f"the cluster failed: {type(outcome).__name__}")
            return
        try:
            answer = decode(outcome, Answer)
        except MalformedRecord as error:
            self._failed(number, f"the cluster's worker answered {error}")
            return
        if answer.record is None or answer.record.id != submission.id:
            self._failed(number, answer.fault or "the record is another submission's")
            return
        self._on_done(replace(answer.record, source=submission.source))

    def _failed(self, number: int, fault: str) -> None:
        self._attempts[number] += 1
        if self._attempts[number] < ATTEMPTS:
            self._again.append(number)
        else:
            self._on_done(ungraded(self._submissions[number], self._course, fault))
