"""Workers that end with the examination they were made for."""

from __future__ import annotations

from collections.abc import Mapping

from grader.desk.cancelling import Cancellation
from grader.errors import SourceClosed
from grader.records import Limits
from grader.sandbox.client import MODULE, Role, Worker, WorkerSource


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
