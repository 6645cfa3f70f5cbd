"""The fork server, seen from the examiner: workers ready in milliseconds (Linux)."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import queue
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import SourceClosed, SourceLost
from grader.records import Limits
from grader.sandbox import cgroups
from grader.sandbox.cgroups import Group
from grader.sandbox.client import MODULE, Channels, Process, Role, Worker
from grader.sandbox.launching import (
    START_SECONDS,
    Preload,
    command,
    environment,
    job,
    started,
    versions_in,
)
from grader.sandbox.layers import working
from grader.sandbox.places import Place, new_folder

FORK_SECONDS = 60.0


class _ForkedProcess:
    """A child of the fork server, signalled through its pidfd."""

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd
        self._ended = threading.Event()
        self._status: int | None = None
        self._lost = False

    def __del__(self) -> None:
        os.close(self._pidfd)

    def interrupt(self) -> None:
        self._send(signal.SIGINT)

    def pause(self) -> None:
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, number)

    def wait(self, seconds: float) -> int | None:
        self._ended.wait(seconds)
        if self._lost:
            raise SourceLost("the fork server died during a job")
        return self._status

    def ended(self, status: int | None) -> None:
        """Note how it ended; None when the server died and nobody knows."""
        self._lost = status is None
        self._status = status
        self._ended.set()
        if status is None:
            self.kill()


class _Server:
    """One running fork server; `alive` turns False when it has gone."""

    def __init__(self, preload: Preload, layers: Sequence[str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        self._process = subprocess.Popen(
            command("grader.sandbox.server", str(theirs.fileno()), preload, layers),
            env=environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self.alive = True
        self._tokens = itertools.count(1)
        self._forked: dict[int, queue.SimpleQueue[_ForkedProcess | None]] = {}
        self._children: dict[int, _ForkedProcess] = {}
        self._lock = threading.Lock()
        ours.settimeout(START_SECONDS)
        try:
            first = ours.recv(1 << 16)
            told = json.loads(first or b'{"fault": "it ended at once"}')
            self.versions = versions_in(told)
        except BaseException:
            self.close()
            raise
        ours.settimeout(None)
        threading.Thread(target=self._read, name="fork-server-reader", daemon=True).start()

    def fork(self, task: Mapping[str, Any], descriptors: list[int]) -> _ForkedProcess:
        """Fork a child that gets three descriptors."""
        answer: queue.SimpleQueue[_ForkedProcess | None] = queue.SimpleQueue()
        with self._lock:
            if not self.alive:
                raise SourceLost("the fork server is gone")
            token = next(self._tokens)
            self._forked[token] = answer
            message = json.dumps({"fork": token, "job": task}).encode()
            try:
                socket.send_fds(self._control, [message], descriptors)
            except OSError as error:
                raise SourceLost("the fork server is gone") from error
        try:
            child = answer.get(timeout=FORK_SECONDS)
        except queue.Empty:
            self.close()
            raise SourceLost("the fork server does not answer") from None
        if child is None:
            raise SourceLost("the fork server died while forking")
        return child

    def close(self) -> None:
        """End the server; its children die with it."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 1)
            except OSError:
                message, descriptors = b"", []
            if not message:
                break
            self._note(json.loads(message), descriptors)
        with self._lock:
            self.alive = False
            waiting, children = list(self._forked.values()), list(self._children.values())
        for answer in waiting:
            answer.put(None)
        for child in children:
            child.ended(None)
        self._control.close()
        self._process.wait()

    def _note(self, event: Mapping[str, Any], descriptors: list[int]) -> None:
        with self._lock:
            if "forked" in event:
                child = _ForkedProcess(event["pid"], descriptors[0])
                self._children[child.pid] = child
                self._forked.pop(event["forked"]).put(child)
            elif event["exited"] in self._children:
                self._children.pop(event["exited"]).ended(event["status"])


class ForkServer:
    """Workers forked from one process that has imported TensorFlow (Linux).

    Supervised: when the server dies it is started again at the next `worker`, and the
    conversations in flight raise `SourceLost`.

    layers: the layers of confinement; all that work on this machine by default.
    """

    def __init__(self, preload: Preload, layers: Sequence[str] | None = None) -> None:
        self._preload = preload
        self.layers = working() if layers is None else tuple(layers)
        self._lock = threading.Lock()
        self._closed = False
        self._server = _Server(preload, self.layers)
        self.versions: Mapping[str, str] = self._server.versions

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """A new worker, ready in milliseconds."""
        with self._lock:
            if self._closed:
                raise SourceClosed("the run is ending")
            if not self._server.alive:
                self._server.close()
                self._server = _Server(self._preload, self.layers)
            server = self._server
        folder = role.folder or new_folder()
        ours, theirs = socket.socketpair()
        (out_fd, out_end), (err_fd, err_end) = os.pipe(), os.pipe()
        out, err = (io.FileIO(one) for one in (out_fd, err_fd))
        try:
            ends = [theirs.fileno(), out_end, err_end]
            task = job(limits, folder, self.layers, role)
            process = server.fork(task, ends)
        except BaseException:
            ours.close()
            out.close()
            err.close()
            folder.rmdir()
            raise
        finally:
            theirs.close()
            os.close(out_end)
            os.close(err_end)
        group = self._grouped(process, limits)
        return started(process, Channels(ours, out, err), Place(folder, group), limits)

    def _grouped(self, process: Process, limits: Limits) -> Group | None:
        """A control group with the process in it, where that layer works."""
        if "cgroups" not in self.layers:
            return None
        group = cgroups.create(limits.memory_bytes)
        group.add(process.pid)
        return group

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._server._process.pid

    def close(self) -> None:
        """End the server and its workers; there will be no others."""
        with self._lock:
            self._closed = True
        self._server.close()
