"""The kernel as a conversation sees it: a holder of code that watches its own limits."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Sequence
from typing import Any

from grader.errors import SourceClosed
from grader.records import Limits, Outcome, Output, Reason
from grader.sandbox.client import Failure, reported_failure
from grader.sandbox.protocol import Frame, MalformedFrame, Scalar, Value
from grader.sandbox.worker import Connection


class LiveWorker:
    """Speaks to a kernel, which answers between two cells of its user.

    A kernel cannot be ended when code runs over a limit: it is told the limit, interrupts
    its own code and says so. Nothing of the kernel's is closed here.
    """

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.broken = False
        self.layers: tuple[str, ...] = ()
        self.cpu_seconds = 0.0
        self._connection = connection
        self._limits = limits
        self._numbers = itertools.count(1)

    def ask(
        self,
        verb: str,
        values: Sequence[Value] = (),
        *,
        cpu_limit: float,
        limit_reason: Reason = Reason.CPU_TIME,
        **fields: Any,
    ) -> tuple[Value, ...]:
        """Send one request and wait for its reply.

        Raises:
            Failure: the code raised, ran over a limit, or its answer is no answer.
            SourceClosed: the kernel has gone, or its user has interrupted it.
        """
        number = next(self._numbers)
        limits = [cpu_limit, cpu_limit * self._limits.wall_factor]
        told = {"id": number, "verb": verb, "limits": limits, **fields}
        try:
            self._connection.send(Frame(told, tuple(values)))
            reply = self._connection.receive()
        except MalformedFrame:
            raise Failure(Outcome.ERRORED, Reason.MALFORMED) from None
        except OSError:
            reply = None
        if reply is None:
            raise SourceClosed("the kernel has gone")
        if reply.fields.get("id") != number:
            raise Failure(Outcome.ERRORED, Reason.MALFORMED)
        self._note_time(reply)
        if "over" in reply.fields:
            raise self._over_limit(reply, limits, limit_reason)
        if "error" in reply.fields:
            raise self._failure(reply.fields["error"])
        return reply.values

    def take_output(self) -> Output:
        """What was printed since the last call."""
        match self.ask("printed", cpu_limit=self._limits.call_cpu_seconds):
            case (Scalar("str", str() as text), Scalar("int", int() as cut)):
                return Output(text, cut)
        return Output("")

    def paused(self) -> contextlib.AbstractContextManager[None]:
        """Nothing is done: the kernel waits for this process."""
        return contextlib.nullcontext()

    def _note_time(self, reply: Frame) -> None:
        told = reply.fields.get("cpu_seconds")
        if isinstance(told, float):
            self.cpu_seconds = max(self.cpu_seconds, told)

    def _over_limit(
        self, reply: Frame, limits: Sequence[float], cpu_reason: Reason
    ) -> Failure:
        """A limit that the kernel interrupted its code at, and where the code was."""
        problem = None
        with contextlib.suppress(MalformedFrame):
            problem = reported_failure(reply.fields.get("error"), self._limits).problem
        over = reply.fields["over"]
        reason = Reason.WALL_TIME if over == Reason.WALL_TIME else cpu_reason
        limit = limits[1] if reason is Reason.WALL_TIME else limits[0]
        return Failure(Outcome.TIMED_OUT, reason, problem, limit=limit)

    def _failure(self, error: object) -> Failure:
        try:
            return reported_failure(error, self._limits)
        except MalformedFrame:
            return Failure(Outcome.ERRORED, Reason.MALFORMED)
