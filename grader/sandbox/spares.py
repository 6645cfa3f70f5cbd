"""Workers without a fork server: a process each, one of them always imported ahead.

Each process has a thread of ours from its start to its end. On Linux a process may end with
the thread that started it (PR_SET_PDEATHSIG), so that must not be a job's.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.errors import GraderError, SourceClosed, SourceLost
from grader.records import Limits
from grader.sandbox import handover
from grader.sandbox.client import MODULE, Channels, Role, Worker
from grader.sandbox.handover import Handover
from grader.sandbox.launching import (
    START_SECONDS,
    Preload,
    command,
    environment,
    job,
    started,
    versions_in,
)
from grader.sandbox.layers import OF_FORK_SERVER, working
from grader.sandbox.places import Place, new_folder

ATTEMPTS = 3
_LOOK_SECONDS = 0.2  # Ctrl-C does not end a wait on Windows, it is seen after it
_END_SECONDS = 5.0
_LONGEST_LINE = 1 << 16
_CRASHES_ON_WINDOWS = {  # NTSTATUS
    0xC0000005: signal.SIGSEGV,  # access violation
    0xC00000FD: signal.SIGSEGV,  # stack overflow
    0xC000001D: signal.SIGILL,
    0xC0000094: signal.SIGFPE,
    0xC0000374: signal.SIGABRT,  # heap corruption
    0xC0000409: signal.SIGABRT,  # fast fail, as abort() does
}
_AS_SIGNALS = _CRASHES_ON_WINDOWS if sys.platform == "win32" else {}


class SpareProcesses:
    """A process per worker, one always imported ahead (any system).

    layers: the layers of confinement; those that work on this machine and need no fork
            server by default.
    way:    how a process comes by its sockets.
    """

    def __init__(
        self,
        preload: Preload,
        layers: Sequence[str] | None = None,
        way: Callable[[int], Handover] | None = None,
    ) -> None:
        chosen = working() if layers is None else layers
        self.layers = tuple(one for one in chosen if one not in OF_FORK_SERVER)
        self._preload = preload
        self._way = way or handover.of_this_system
        self._lock = threading.Lock()
        self._closed = False
        self._living: list[_Spare] = []
        try:
            self._next = self._start()
            self.versions: Mapping[str, str] = self._next.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """The spare, at once if it has imported by now; the next one is started.

        Raises:
            SourceClosed: `close` was called.
            SourceLost: no process could be started, or it could not confine itself.
            MissingDependency: the course wants a package that is not installed.
        """
        spare = self._take()
        place = Place(role.folder or new_folder())
        try:
            channels = spare.hand_out(job(limits, place.folder, self.layers, role))
        except BaseException:
            spare.kill()
            place.remove()
            raise
        return started(spare, channels, place, limits)

    def close(self) -> None:
        """End every process that was started; there will be no others."""
        with self._lock:
            self._closed = True
            living, self._living = self._living, []
        for one in living:
            one.abandon()
        for one in living:
            one.wait_for_the_end()

    def _take(self) -> _Spare:
        """A process that is ready; one that has ended in the meantime is passed over."""
        lost = SourceLost("spare processes end by themselves")
        for _ in range(ATTEMPTS):
            try:
                with self._lock:
                    if self._closed:
                        raise SourceClosed("the run is ending")
                    spare, self._next = self._next, self._start()
                spare.wait_until_ready()
                if not spare.has_ended:
                    return spare
            except SourceLost as error:
                lost = error
        raise lost

    def _start(self) -> _Spare:
        """One more process; to be called by one thread at a time. Raises `SourceLost`."""
        self._living = [one for one in self._living if not one.has_ended]
        try:
            spare = _Spare(self._preload, self._way)
        except (OSError, RuntimeError) as error:  # no descriptors, no threads
            raise SourceLost(f"no process can be started: {error}") from error
        self._living.append(spare)
        return spare


class _Spare:
    """A process that imports and waits for its one job; from then on that job's process."""

    def __init__(self, preload: Preload, way: Callable[[int], Handover]) -> None:
        self._preload = preload
        self._handover = way(3)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: list[socket.socket] = []
        self._err: io.RawIOBase | None = None
        self._versions: Mapping[str, str] = {}
        self._fault: GraderError | None = None
        self._status: int | None = None
        self._unwanted = False
        self._abandoned = False
        self._ready = threading.Event()
        self._ended = threading.Event()
        threading.Thread(target=self._live, name="spare-process", daemon=True).start()

    # Its own thread.

    def _live(self) -> None:
        """Start the process, see it ready, wait for its end."""
        try:
            self._start()
            self._versions = versions_in(json.loads(_line(self._sockets[0])))
        except GraderError as error:
            self._fault = error
        except Exception as error:
            self._fault = SourceLost(f"a spare process did not start: {error}")
        if self._fault is not None:
            self.kill()
        self._ready.set()
        if self._process is not None:
            self._status = _as_signal(self._process.wait())
        with self._lock:
            self._ended.set()
            for one in self._sockets:
                one.close()

    def _start(self) -> None:
        try:
            with self._lock:
                if self._unwanted:
                    raise SourceLost("a spare process was given up")
                self._process = _started_process(self._preload, self._handover)
            self._sockets = self._handover.sockets(self._process)
        finally:
            self._handover.close()

    # The source's side.

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone, or never was."""
        return self._ended.is_set()

    def wait_until_ready(self) -> Mapping[str, str]:
        """Versions of what it has imported.

        Raises:
            SourceClosed: it was abandoned.
            SourceLost: it ended, or did not come up.
            MissingDependency, GraderFault: it cannot start.
        """
        while not self._ready.wait(_LOOK_SECONDS):
            pass
        if self._abandoned:
            raise SourceClosed("the run is ending")
        if self._fault is not None:
            raise self._fault
        return self._versions

    def hand_out(self, task: Mapping[str, Any]) -> Channels:
        """Give it its job; what it is talked to by, which is the caller's to close.

        Raises:
            SourceLost: it has ended.
        """
        with self._lock:
            if self._ended.is_set():
                raise self._lost()
            (conversation, *printed), self._sockets = self._sockets, []
        out, err = (one.makefile("rwb", buffering=0) for one in printed)
        for one in printed:
            one.close()  # the stream keeps it open
        self._err = err
        try:
            conversation.sendall(json.dumps(task).encode() + b"\n")
        except OSError:
            for stream in (conversation, out, err):
                stream.close()
            raise self._lost() from None
        return Channels(conversation, out, err)

    def abandon(self) -> None:
        """End it; whoever waits for it learns that the run is ending."""
        self._abandoned = True
        self.kill()

    def wait_for_the_end(self) -> None:
        """Wait a while until it has ended."""
        deadline = time.monotonic() + _END_SECONDS
        while not self._ended.wait(_LOOK_SECONDS) and time.monotonic() < deadline:
            pass

    def _lost(self) -> SourceLost:
        if self._abandoned:
            return SourceClosed("the run is ending")
        return SourceLost("a spare process has ended")

    # The job's side: `Process` of the client.

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid

    def interrupt(self) -> None:
        """Interrupt it: by a signal, or by word where it has no other way to hear of it."""
        with contextlib.suppress(OSError, ValueError):
            if self._handover.signals and self._process is not None:
                self._process.send_signal(signal.SIGINT)
            elif self._err is not None:
                self._err.write(b"!")

    def pause(self) -> None:
        """Have it stand still."""
        self._through_psutil("suspend")

    def resume(self) -> None:
        """Have it go on."""
        self._through_psutil("resume")

    def kill(self) -> None:
        """End it at once, also if it is only about to start."""
        with self._lock:
            self._unwanted = True
            if self._process is not None:
                self._process.kill()

    def wait(self, seconds: float) -> int | None:
        """Exit status, or None when it has not ended in time.

        Raises:
            SourceClosed: it was ended because the run is ending.
        """
        self._ended.wait(seconds)
        if self._abandoned:
            raise self._lost()
        return self._status

    def _through_psutil(self, verb: str) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            getattr(psutil.Process(self.pid), verb)()


def _started_process(preload: Preload, sockets: Handover) -> subprocess.Popen[bytes]:
    """The process, in a session (on Windows without a console) of its own."""
    hidden = 0
    if sys.platform == "win32":
        hidden = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        command("grader.sandbox.spare", sockets.argument, preload, ()),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=hidden,
        **sockets.options,
    )


def _line(conversation: socket.socket) -> bytes:
    """The first line that a process sends.

    Raises:
        OSError: it ended before, or is late.
    """
    conversation.settimeout(START_SECONDS)
    line = b""
    while not line.endswith(b"\n"):
        byte = conversation.recv(1)
        if not byte or len(line) > _LONGEST_LINE:
            raise ConnectionError("it ended while importing")
        line += byte
    conversation.settimeout(None)
    return line


def _as_signal(status: int) -> int:
    """An exit status; of a crash on Windows the number of the signal it stands for."""
    number = _AS_SIGNALS.get(status)
    return status if number is None else -number
