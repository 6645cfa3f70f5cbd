"""What happens in a Dask worker process: it is an examiner, with its own fork server."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from grader.circumstances import installed_versions
from grader.codec import decode, encode
from grader.course import Course, load_course
from grader.errors import GraderError
from grader.examination.cache import engine_digest
from grader.grading import Setting, grade
from grader.records import SubmissionRecord
from grader.run import open_setting
from grader.sandbox.confinement import readable
from grader.sandbox.layers import missing
from grader.submissions import Submission

CLOSE_SECONDS = 30.0
READY = "ready"
NOT_THERE = "not there"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What the workers of a run are told, by the plugin alone.

    run:      its name, a new one for every run; also the topic of its events.
    course:   path of the course folder, the same on every machine.
    seed:     the secret seed.
    each:     how many submissions a worker process grades at a time.
    expected: what `circumstances` has to say on every worker.
    """

    run: str
    course: str
    seed: str
    notebooks: bool
    each: int
    expected: Mapping[str, str]
    allow_unconfined: bool


@dataclass(frozen=True)
class Answer:
    """What comes back for a submission: its record, or the fault that prevented one."""

    record: SubmissionRecord | None
    fault: str = ""


class _Stopped(Exception):
    """The run is over; what it still grades is for nobody."""


def circumstances(course: Course) -> dict[str, str]:
    """What results depend on, by name: sources and versions."""
    sources = {"course": course.digest[:12], "engine": engine_digest()[:12]}
    return sources | installed_versions(course)


def flaw(course: str, allow_unconfined: bool) -> str:
    """Why this machine must not run a stranger's code beside the course; "" if it may."""
    lacking = "; ".join(f"{layer.name}: {layer.why}" for layer in missing())
    if lacking and not allow_unconfined:
        return f"it cannot confine student code ({lacking}); run `grader doctor` there"
    folder = Path(course).resolve()
    for within in map(Path.resolve, readable()):
        if within == folder or within in folder.parents:
            return f"student code may read {within}, and the course lies in it"
    return ""


def difference(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """What is not as expected, in words; "" when all is."""
    told = [
        f"{name} {found.get(name, 'missing')} instead of {value}"
        for name, value in expected.items()
        if found.get(name) != value
    ]
    return ", ".join(told)


def inspect(course: str, allow_unconfined: bool) -> tuple[dict[str, str], str]:
    """For `Client.run`: this worker's circumstances, and what speaks against it or ""."""
    try:
        found = circumstances(load_course(Path(course)))
    except GraderError as error:
        return {}, str(error)
    return found, flaw(course, allow_unconfined)


def state(run: str, dask_worker: Any) -> str:
    """For `Client.run`: `READY`, `NOT_THERE`, or why this worker takes no part in a run."""
    plugin = dask_worker.plugins.get(run)
    return plugin.state if isinstance(plugin, Examiner) else NOT_THERE


def grade_bytes(run: str, flight: str, content: bytes) -> bytes:
    """The task: a `Submission` comes, an `Answer` goes, both as `grader.codec` writes them.

    flight: stands for this attempt in the events that tell of its steps.
    """
    plugin = get_worker().plugins.get(run)
    if not isinstance(plugin, Examiner):
        return encode(Answer(None, "the Dask worker does not know this run"))
    return plugin.grade(flight, content)


class Examiner(WorkerPlugin):
    """Opens what a run shares when it reaches a worker, closes it when the run is over.

    Dask sets it up again on each worker that joins or is restarted. It never raises there:
    a worker that other people use too goes on without taking part in the run.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        self.state = NOT_THERE

    async def setup(self, worker: Any) -> None:
        """Compare this machine with what is expected, and open the setting."""
        self._worker = worker
        self._setting: Setting | None = None
        self._stack = ExitStack()
        self._opening = threading.Lock()
        self._stopping = threading.Event()
        self._turns = threading.Semaphore(self.order.each)
        await asyncio.to_thread(self._open)

    async def teardown(self, worker: Any) -> None:
        """End what still runs, and the fork server."""
        await asyncio.to_thread(self._close)

    def grade(self, flight: str, content: bytes) -> bytes:
        """Grade a submission; what fails on our side is told as a fault."""

        def on_step(step: str) -> None:
            if self._stopping.is_set():
                raise _Stopped
            name = step.encode("utf-8", "replace")
            self._worker.log_event(self.order.run, [flight, name])

        with self._turns:
            if self._setting is None or self._stopping.is_set():
                return encode(Answer(None, f"the Dask worker is {self.state}"))
            try:
                submission = decode(content, Submission)
                return encode(Answer(grade(submission, self._setting, on_step)))
            except Exception as error:
                log.exception("a submission could not be graded")
                told = f"{type(error).__name__}: {error}"
                return encode(Answer(None, told.encode("utf-8", "replace").decode()))

    def _open(self) -> None:
        order = self.order
        with self._opening:
            try:
                found, against = inspect(order.course, order.allow_unconfined)
                self.state = against or difference(order.expected, found)
                if self.state or self._stopping.is_set():
                    return
                course = load_course(Path(order.course))
                setting = open_setting(course, order.seed, notebooks=order.notebooks)
                self._setting = self._stack.enter_context(setting)
                self.state = READY
            except Exception as error:
                self.state = f"{type(error).__name__}: {error}"
            finally:
                if self.state != READY:
                    log.warning("takes no part in %s: %s", order.run, self.state)

    def _close(self) -> None:
        """Jobs lose their source and end at their next step; none may start another."""
        self._stopping.set()
        with self._opening:
            self.state = "over"
            if self._setting is not None:
                self._setting.source.close()
            for _ in range(self.order.each):
                self._turns.acquire(timeout=CLOSE_SECONDS)
            self._stack.close()
