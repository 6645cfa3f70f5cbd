"""Ends an examination that nobody waits for any more, from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from grader.errors import GraderError, SourceClosed
from grader.records import Limits
from grader.sandbox.client import MODULE, Role, Worker, WorkerSource


class Cancelled(GraderError):
    """Nobody waits for the answer any more."""


class Cancellation:
    """Told once, from any thread; what is to happen then happens once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._actions: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether it was told."""
        return self._cancelled

    def cancel(self) -> None:
        """Tell it."""
        with self._lock:
            self._cancelled = True
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def then(self, action: Callable[[], None]) -> None:
        """Have an action done when it is told, at once if it was."""
        with self._lock:
            if not self._cancelled:
                self._actions.append(action)
                return
        action()

    def check(self) -> None:
        """Raise `Cancelled` if it was told."""
        if self._cancelled:
            raise Cancelled("nobody waits any more")


class CancellableSource:
    """Workers for one examination, all killed when it is cancelled; then there are none."""

    def __init__(self, source: WorkerSource, cancellation: Cancellation) -> None:
        self._source = source
        self._cancellation = cancellation
        self.versions: Mapping[str, str] = source.versions

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """A new worker. Raises `SourceClosed` when the examination was cancelled."""
        if self._cancellation.cancelled:
            raise SourceClosed("nobody waits any more")
        worker = self._source.worker(limits, role)
        self._cancellation.then(worker.kill)
        return worker

    def close(self) -> None:
        """Nothing: the source goes on."""
