"""The trusted end of a conversation: starts workers, asks them, watches their limits.

Whatever a worker does wrong becomes a `Failure` with an outcome and a reason; whatever
our own processes do wrong is a `SourceLost`. Nothing here imports TensorFlow.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import itertools
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from grader.errors import GraderError, SourceLost
from grader.records import Frame as TraceFrame
from grader.records import Limits, Outcome, Output, Plain, Problem, Reason
from grader.sandbox import usage
from grader.sandbox.confinement import MAX_THREADS
from grader.sandbox.places import Place
from grader.sandbox.protocol import Frame, FrameReader, MalformedFrame, Value, encode

POLL_SECONDS = 0.05
_PR_SET_DUMPABLE = 4
INTERRUPT_GRACE_SECONDS = 1.0
EXIT_GRACE_SECONDS = 5.0
HANG_UP_SECONDS = 0.5
DISK_SECONDS = 0.5
MAX_READS = 256
READY_SECONDS = 60.0
_MEMORY_MARKS = (
    "bad_alloc",
    "out of memory",
    "cannot allocate memory",
    "resource exhausted",
    "resource temporarily unavailable",
    "failed to allocate",
)
_SIGKILL, _SIGXCPU, _SIGBUS = (
    getattr(signal, name, 0) for name in ("SIGKILL", "SIGXCPU", "SIGBUS")
)
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, _SIGBUS)
_NEARLY_ALL = 0.85


class Failure(GraderError):
    """Student code did not deliver. Carries what the check's record is to say."""

    def __init__(
        self,
        outcome: Outcome,
        reason: Reason,
        problem: Problem | None = None,
        **details: Plain,
    ) -> None:
        super().__init__(reason.value)
        self.outcome = outcome
        self.reason = reason
        self.problem = problem
        self.details = details


class Process(Protocol):
    """A worker's process as its source can handle it."""

    @property
    def pid(self) -> int:
        """Its number."""

    def interrupt(self) -> None:
        """Interrupt it, as Ctrl-C does. Like the next three: nothing when it has ended."""

    def pause(self) -> None:
        """Have it stand still until it is resumed."""

    def resume(self) -> None:
        """Have it go on."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self, seconds: float) -> int | None:
        """Exit status (negative: signal), or None when it has not ended in time.

        Raises:
            SourceLost: its source died, so that nobody knows.
        """


@dataclass(frozen=True)
class Role:
    """What a worker is there for.

    profile: `module`, or `notebook` for a kernel, or `driver`; see `sandbox.seccomp`.
    folder:  its scratch folder, where it exists already.
    also:    folders that it may read besides.
    task:    what the profile's program is told.
    """

    profile: str = "module"
    folder: Path | None = None
    also: tuple[Path, ...] = ()
    task: Mapping[str, Any] = field(default_factory=dict)


MODULE = Role()


class Holder(Protocol):
    """A process that holds code and answers about it: a `Worker`, or a live kernel.

    `broken`: it can only be closed. `layers`: of its confinement.
    """

    broken: bool
    layers: tuple[str, ...]

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds it has used."""

    def ask(
        self,
        verb: str,
        values: Sequence[Value] = (),
        *,
        cpu_limit: float,
        limit_reason: Reason = Reason.CPU_TIME,
        **fields: Any,
    ) -> tuple[Value, ...]:
        """Send one request and wait for its reply. Raises `Failure`, `SourceLost`."""

    def take_output(self) -> Output:
        """What was printed since the last call."""

    def paused(self) -> contextlib.AbstractContextManager[None]:
        """Let it use no time while another one works."""


class WorkerSource(Protocol):
    """Makes workers that have imported what the course wants."""

    versions: Mapping[str, str]

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """A new worker. Raises `SourceLost` when that fails, `MissingDependency`."""

    def close(self) -> None:
        """End every process that was started."""


@dataclass(frozen=True)
class Channels:
    """The examiner's ends of what connects it to one worker."""

    conversation: socket.socket
    out: io.RawIOBase
    err: io.RawIOBase


def hide_from_debuggers() -> None:
    """Let no process of the same user read this one's memory (Linux, PR_SET_DUMPABLE)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


Meanwhile = Callable[[Mapping[str, Any] | None], None]


class Worker:
    """One process of student (or course) code, and the conversation with it.

    After a `Failure` of outcome timed_out or crashed, or a malformed frame, it is
    `broken` and can only be closed. `layers` are those of its confinement, `answered` the
    plain fields of its last reply.
    """

    def __init__(
        self, process: Process, channels: Channels, place: Place, limits: Limits
    ) -> None:
        self.broken = False
        self.layers: tuple[str, ...] = ()
        self.answered: Mapping[str, Any] = {}
        self._process = process
        self._channels = channels
        self._place = place
        self._limits = limits
        self._numbers = itertools.count(1)
        self._reader = FrameReader(limits.answer_bytes + 1024**2)
        self._replies: list[Frame] = []
        self._printed = bytearray()
        self._cut = 0
        self._error_tail = b""
        self._meter: usage.Meter = usage.OF_THIS_SYSTEM(process.pid, limits.memory_bytes)
        self._first_cpu = self._meter.cpu_seconds()
        self._last_cpu = 0.0
        self._memory_share = 0.0
        self._disk_due = 0.0
        self._selector = selectors.DefaultSelector()
        for stream in (channels.conversation, channels.out, channels.err):
            self._selector.register(stream, selectors.EVENT_READ)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of its process, as this process sees it."""
        return self._process.pid

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds it has used since it became a worker."""
        used = self._meter.cpu_seconds() - self._first_cpu
        self._last_cpu = max(self._last_cpu, used)
        return self._last_cpu

    def ask(
        self,
        verb: str,
        values: Sequence[Value] = (),
        *,
        cpu_limit: float,
        limit_reason: Reason = Reason.CPU_TIME,
        meanwhile: Meanwhile | None = None,
        **fields: Any,
    ) -> tuple[Value, ...]:
        """Send one request and wait for its reply, at most `cpu_limit` CPU seconds.

        meanwhile: told of frames that are no reply but an event, and called with None
                   now and then; without it such frames are malformed.

        Raises:
            Failure: the student's code raised, ran over a limit, crashed or lied.
            SourceLost: our own process died.
        """
        number = next(self._numbers)
        start = time.monotonic(), self.cpu_seconds
        wall_limit = cpu_limit * self._limits.wall_factor
        try:
            self._send(
                Frame({"id": number, "verb": verb, **fields}, tuple(values)), wall_limit
            )
            watched = start[0]
            while not self._replies:
                self._listen(POLL_SECONDS)
                if meanwhile:
                    self._tell_events(meanwhile)
                if (now := time.monotonic()) - watched < POLL_SECONDS:
                    continue
                watched = now
                if (over := self._over_limit(now)) is not None:
                    raise self._stop(*over)
                if self.cpu_seconds - start[1] > cpu_limit:
                    raise self._stop(limit_reason, cpu_limit)
                if now - start[0] > wall_limit:
                    raise self._stop(Reason.WALL_TIME, wall_limit)
        except (MalformedFrame, _Ended) as ended:
            self.broken = True
            if isinstance(ended, MalformedFrame):
                raise Failure(Outcome.ERRORED, Reason.MALFORMED) from ended
            raise self._post_mortem() from None
        reply = self._replies.pop(0)
        if reply.fields.get("id") != number or self._replies:
            self.broken = True
            raise Failure(Outcome.ERRORED, Reason.MALFORMED)
        if "error" in reply.fields:
            raise self._failure(reply.fields["error"])
        self.answered = reply.fields
        return reply.values

    def attend(self) -> Failure | None:
        """Take in what a worker prints that works unasked; why it may not go on.

        Raises:
            SourceLost: our own process died.
        """
        try:
            self._take_in()
            over = self._over_limit(time.monotonic())
            if over is not None:
                self.broken = True
                return _over(*over)
        except _Ended:
            self.broken = True
            return self._post_mortem(HANG_UP_SECONDS)
        except MalformedFrame:
            self.broken = True
        self.broken = self.broken or bool(self._replies)
        return Failure(Outcome.ERRORED, Reason.MALFORMED) if self.broken else None

    def tell(self, **fields: Any) -> None:
        """Send a frame that wants no reply; nothing happens when nobody hears it."""
        with contextlib.suppress(_Ended, Failure):
            self._send(Frame(fields), self._limits.call_cpu_seconds)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Let the process stand still, while nobody looks what it uses."""
        self._process.pause()
        try:
            yield
        finally:
            self._process.resume()

    def interrupt(self) -> None:
        """As Ctrl-C does."""
        self._process.interrupt()

    def kill(self) -> None:
        """End the process from another thread; to whoever waits for it, it crashes."""
        self._process.kill()

    def _tell_events(self, meanwhile: Meanwhile) -> None:
        events = [one.fields for one in self._replies if "event" in one.fields]
        self._replies = [one for one in self._replies if "event" not in one.fields]
        for fields in (*events, None):
            meanwhile(fields)

    def _over_limit(self, now: float) -> tuple[Reason, float] | None:
        """Which limit it is over, time left aside."""
        share = self._meter.memory_share()
        self._memory_share = max(self._memory_share, share)  # one that dies cannot tell
        if share > 1 and not self._meter.kernel_limits_memory:
            return Reason.MEMORY, self._limits.memory_bytes
        if self._meter.threads() > MAX_THREADS:
            return Reason.THREADS, MAX_THREADS
        if now >= self._disk_due and self._disk_is_full():
            return Reason.DISK, self._limits.disk_bytes
        return None

    def wait_until_ready(self) -> None:
        """Hear which layers of confinement are active; no student code has run by then.

        Raises:
            SourceLost: it ended, or did not come up.
        """
        deadline = time.monotonic() + READY_SECONDS
        try:
            while not self._replies:
                if time.monotonic() > deadline:
                    raise SourceLost("a worker did not start in time")
                self._listen(POLL_SECONDS)
            self.layers = tuple(map(str, self._replies.pop().fields["layers"]))
        except (MalformedFrame, KeyError, TypeError) as error:
            raise SourceLost("a worker did not start as it should") from error
        except _Ended:
            self._process.wait(EXIT_GRACE_SECONDS)
            told = self._error_tail.decode("utf-8", "replace").strip()
            raise SourceLost(f"a worker ended while starting: {told}") from None

    def take_output(self) -> Output:
        """What was printed since the last call."""
        with contextlib.suppress(_Ended, MalformedFrame):
            self._take_in()
        output = Output(self._printed.decode("utf-8", "replace"), self._cut)
        self._printed.clear()
        self._cut = 0
        return output

    def close(self) -> None:
        """End the process and remove its scratch folder."""
        self._selector.close()
        self._channels.conversation.close()
        with contextlib.suppress(GraderError):
            if self.broken or self._process.wait(0.2) is None:
                self._process.kill()
                self._process.wait(EXIT_GRACE_SECONDS)
        self._channels.out.close()
        self._channels.err.close()
        self._place.remove()

    def _disk_is_full(self) -> bool:
        """Whether it holds too much on disk; looked at now and then."""
        self._disk_due = time.monotonic() + DISK_SECONDS
        return self._place.used_bytes(self._process.pid) > self._limits.disk_bytes

    def _send(self, frame: Frame, wall_limit: float) -> None:
        channel = self._channels.conversation
        channel.settimeout(wall_limit)
        try:
            for chunk in encode(frame):
                channel.sendall(chunk)
        except TimeoutError:
            raise self._stop(Reason.WALL_TIME, wall_limit) from None
        except OSError:
            raise _Ended from None

    def _take_in(self) -> None:
        """Take in what has arrived, but no flood of it, and no frame after another."""
        for _ in range(MAX_READS):
            if self._replies or not self._listen(0.0):
                return

    def _listen(self, seconds: float) -> bool:
        """Take in what arrives within some seconds; False when nothing did."""
        events = self._selector.select(seconds)
        for key, _ in events:
            if key.fileobj is self._channels.conversation:
                self._hear()
            else:
                self._drain(key.fileobj)
        return bool(events)

    def _hear(self) -> None:
        try:
            data = self._channels.conversation.recv(1 << 20)
        except OSError:
            data = b""
        if not data:
            raise _Ended
        self._replies.extend(self._reader.feed(data))

    def _drain(self, stream: Any) -> None:
        try:
            data = stream.read(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self._selector.unregister(stream)
            return
        if stream is self._channels.err:
            self._error_tail = (self._error_tail + data)[-8192:]
        kept = data[: max(0, self._limits.output_bytes - len(self._printed))]
        self._printed += kept
        self._cut += len(data) - len(kept)

    def _stop(self, reason: Reason, limit: float) -> Failure:
        """Interrupt, to learn where the code was; the process is not used again."""
        self.broken = True
        if reason is Reason.MEMORY:
            self._process.kill()
            return _over(reason, limit)
        self._process.interrupt()
        deadline = time.monotonic() + INTERRUPT_GRACE_SECONDS
        problem = None
        with contextlib.suppress(_Ended, MalformedFrame):
            while not self._replies and time.monotonic() < deadline:
                self._listen(POLL_SECONDS)
            error = self._replies[0].fields.get("error") if self._replies else None
            if error is not None:
                problem = reported_problem(error)
        return _over(reason, limit, problem)

    def _post_mortem(self, seconds: float = EXIT_GRACE_SECONDS) -> Failure:
        """Why the process ended, which it may take some seconds for.

        Raises:
            SourceLost: somebody else ended it, which must not cost the student marks.
        """
        status = self._process.wait(seconds)
        with contextlib.suppress(_Ended, MalformedFrame, KeyError, ValueError):
            self._selector.unregister(self._channels.conversation)
            self._take_in()
        if status is None or status >= 0:
            return Failure(Outcome.CRASHED, Reason.EXIT, exit_status=status)
        if -status == _SIGXCPU:
            return Failure(Outcome.TIMED_OUT, Reason.CPU_TIME)
        if self._place.group and self._place.group.ran_out_of_memory():
            return Failure(Outcome.CRASHED, Reason.MEMORY, limit=self._limits.memory_bytes)
        if -status == _SIGKILL and "seccomp" in self.layers:
            raise SourceLost(
                "a worker was killed from outside; its own code cannot do that"
            )
        tail = self._error_tail.decode("utf-8", "replace").lower()
        told = any(mark in tail for mark in _MEMORY_MARKS)
        if -status in _MEMORY_SIGNALS and (told or self._memory_share > _NEARLY_ALL):
            return Failure(Outcome.CRASHED, Reason.MEMORY, limit=self._limits.memory_bytes)
        return Failure(Outcome.CRASHED, Reason.SIGNAL, signal=-status)

    def _failure(self, error: object) -> Failure:
        """What an error that a worker reports means for the record."""
        try:
            return reported_failure(error, self._limits)
        except MalformedFrame:
            self.broken = True
            return Failure(Outcome.ERRORED, Reason.MALFORMED)


def _over(reason: Reason, limit: float, problem: Problem | None = None) -> Failure:
    """A worker is over a limit; over its memory it crashes, as where the kernel watches."""
    outcome = Outcome.CRASHED if reason is Reason.MEMORY else Outcome.TIMED_OUT
    return Failure(outcome, reason, problem, limit=limit)


_ERRORS = {
    "exception": (Outcome.ERRORED, Reason.EXCEPTION),
    "interrupted": (Outcome.ERRORED, Reason.EXCEPTION),
    "syntax": (Outcome.ERRORED, Reason.SYNTAX),
    "missing_package": (Outcome.ERRORED, Reason.MISSING_PACKAGE),
    "memory": (Outcome.ERRORED, Reason.MEMORY),
    "exit": (Outcome.ERRORED, Reason.EXIT),
    "input": (Outcome.ERRORED, Reason.INPUT),
    "too_large": (Outcome.ERRORED, Reason.OUTPUT),
    "refused": (Outcome.ERRORED, Reason.REFUSED),
    "not_found": (Outcome.FAILED, Reason.NOT_FOUND),
    "not_callable": (Outcome.FAILED, Reason.NOT_CALLABLE),
    "wrong_signature": (Outcome.FAILED, Reason.WRONG_SIGNATURE),
    "wrong_kind": (Outcome.FAILED, Reason.WRONG_KIND),
    "no_gradient": (Outcome.FAILED, Reason.NO_GRADIENT),
}


class _Ended(Exception):
    """The worker closed its end of the conversation."""


def reported_failure(error: object, limits: Limits) -> Failure:
    """What an error that is reported from where the code runs means for the record.

    Raises:
        MalformedFrame: it is not what the protocol says.
    """
    if not isinstance(error, dict) or error.get("kind") not in _ERRORS:
        raise MalformedFrame("an error of no known kind")
    outcome, reason = _ERRORS[error["kind"]]
    problem = reported_problem(error)
    details: dict[str, Plain] = {
        key: error[key][:500]
        for key in ("name", "similar", "of", "signature", "package")
        if isinstance(error.get(key), str)
    }
    if isinstance(error.get("observed"), str):
        details["observed_kind"] = error["observed"][:200]
    if isinstance(error.get("message"), str) and problem is None:
        details["message"] = error["message"][:500]
    if reason is Reason.MEMORY:
        details["limit"] = limits.memory_bytes
    if reason is Reason.OUTPUT:
        details["limit"] = limits.answer_bytes
    if problem is not None and problem.type_name == "NotImplementedError":
        outcome, reason = Outcome.NOT_ATTEMPTED, Reason.STUB
    return Failure(outcome, reason, problem, **details)


def reported_problem(error: object) -> Problem | None:
    """The exception that an error tells of, with every field checked.

    Raises:
        MalformedFrame: a field is not what the protocol says.
    """
    match error:
        case dict() if "type" not in error:
            return None
        case {
            "type": str() as type_name,
            "message": str() as message,
            "frames": list() as frames,
            **others,
        } if len(frames) <= 100:
            column = others.get("column")
            return Problem(
                type_name[:200],
                message[:8000],
                tuple(map(_trace_frame, frames)),
                column if type(column) is int else None,
            )
        case _:
            raise MalformedFrame("an error without its parts")


def _trace_frame(frame: object) -> TraceFrame:
    match frame:
        case [str() as file, int() as line, str() as function, str() as code]:
            return TraceFrame(file[:200], line, function[:200], code[:500])
        case _:
            raise MalformedFrame("a traceback's frame without its parts")
