"""Where workers come from: a fork server, or a spare process that has already imported.

Both start `grader.sandbox.server` with a scrubbed environment and one descriptor.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, MissingDependency, SourceClosed, SourceLost
from grader.records import Limits
from grader.sandbox import cgroups
from grader.sandbox.cgroups import Group
from grader.sandbox.client import (
    MODULE,
    Channels,
    Place,
    Process,
    Role,
    Worker,
    WorkerSource,
    new_folder,
)
from grader.sandbox.layers import OF_FORK_SERVER, working

START_SECONDS = 180.0
FORK_SECONDS = 60.0
CPU_BACKSTOP = 2
FILE_BYTES = 512 * 1024**2


@dataclass(frozen=True)
class Preload:
    """What a worker has before student code comes: modules, and data sets as files."""

    modules: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, layers: Sequence[str]) -> str:
        """For the server's command line."""
        told = {"preload": self.modules, "data": dict(self.data), "layers": layers}
        return json.dumps(told)


def environment() -> dict[str, str]:
    """All that a server's environment holds: no secret, fixed thread counts."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return kept | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "HOME": tempfile.gettempdir(),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "Agg",
    }


def job(limits: Limits, folder: Path, layers: Sequence[str], role: Role) -> dict[str, Any]:
    """What a new worker is told."""
    return {
        **role.task,
        "layers": list(layers),
        "profile": role.profile,
        "also": [str(path) for path in role.also],
        "folder": str(folder),
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": int(CPU_BACKSTOP * limits.all_cpu_seconds) + 1,
        "file_bytes": FILE_BYTES,
        "answer_bytes": limits.answer_bytes,
    }


def _command(
    mode: str, descriptor: int, preload: Preload, layers: Sequence[str]
) -> list[str]:
    told = preload.as_json(layers)
    module = ["-m", "grader.sandbox.server", mode, str(descriptor), told]
    return [sys.executable, "-s", "-P", "-B", *module]


def _ready(message: Mapping[str, Any]) -> dict[str, str]:
    """Versions from a server's first message.

    Raises:
        MissingDependency, GraderFault: it could not start.
    """
    if "ready" in message:
        return dict(message["versions"])
    if message.get("missing"):
        raise MissingDependency(
            f"This course needs the package {message['missing']!r}, not installed here. "
            "Install the grader with TensorFlow: pip install 'grader[cpu]' "
            "(or 'grader[tensorflow]' for the build with GPU support)."
        )
    raise GraderFault(f"the fork server did not start: {message.get('fault', message)}")


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

    def send_signal(self, number: int) -> None:
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
            self.send_signal(signal.SIGKILL)


class _Server:
    """One running fork server; `alive` turns False when it has gone."""

    def __init__(self, preload: Preload, layers: Sequence[str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        self._process = subprocess.Popen(
            _command("fork", theirs.fileno(), preload, layers),
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
            self.versions = _ready(json.loads(first or b'{"fault": "it ended at once"}'))
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
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        try:
            ends = [theirs.fileno(), out_end, err_end]
            task = job(limits, folder, self.layers, role)
            process = server.fork(task, ends)
        except BaseException:
            ours.close()
            os.close(out)
            os.close(err)
            folder.rmdir()
            raise
        finally:
            theirs.close()
            os.close(out_end)
            os.close(err_end)
        group = self._grouped(process, limits)
        return _started(process, Channels(ours, out, err), Place(folder, group), limits)

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


def _started(process: Process, channels: Channels, place: Place, limits: Limits) -> Worker:
    """A worker that has confined itself. Raises `SourceLost` when it could not."""
    worker = Worker(process, channels, place, limits)
    try:
        worker.wait_until_ready()
    except BaseException:
        worker.broken = True
        worker.close()
        raise
    return worker


class _SpawnedProcess:
    """A process of our own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)

    def wait(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None


class _Spare:
    """A process that imports and then waits for its one job."""

    def __init__(self, preload: Preload) -> None:
        self.channel, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            _command("spare", theirs.fileno(), preload, ()),
            env=environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        theirs.close()

    def wait_until_ready(self) -> dict[str, str]:
        """Versions of what it imported."""
        self.channel.settimeout(START_SECONDS)
        line = b""
        while not line.endswith(b"\n"):
            byte = self.channel.recv(1)
            if not byte:
                raise SourceLost("a spare process ended while importing")
            line += byte
        self.channel.settimeout(None)
        return _ready(json.loads(line))

    def close(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.wait()


class SpareProcesses:
    """A process per worker, one always imported ahead (any system that has no fork)."""

    def __init__(self, preload: Preload, layers: Sequence[str] | None = None) -> None:
        self._preload = preload
        chosen = working() if layers is None else layers
        self.layers = tuple(one for one in chosen if one not in OF_FORK_SERVER)
        self._lock = threading.Lock()
        self._spare = _Spare(preload)
        try:
            self.versions: Mapping[str, str] = self._spare.wait_until_ready()
        except BaseException:
            self._spare.close()
            raise
        self._waited = True

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """The spare, at once if it has imported by now; the next one is started."""
        with self._lock:
            spare, waited = self._spare, self._waited
            self._spare, self._waited = _Spare(self._preload), False
        if not waited:
            spare.wait_until_ready()
        folder = role.folder or new_folder()
        task = job(limits, folder, self.layers, role)
        spare.channel.sendall(json.dumps(task).encode() + b"\n")
        process = spare.process
        assert process.stdout is not None
        assert process.stderr is not None
        out, err = os.dup(process.stdout.fileno()), os.dup(process.stderr.fileno())
        _discard(out, err)
        process.stdout.close()
        process.stderr.close()
        channels = Channels(spare.channel, out, err)
        return _started(_SpawnedProcess(process), channels, Place(folder), limits)

    def close(self) -> None:
        """End the spare."""
        self._spare.close()


def _discard(*descriptors: int) -> None:
    """Read away what was printed while importing."""
    for descriptor in descriptors:
        os.set_blocking(descriptor, False)
        with contextlib.suppress(BlockingIOError):
            while os.read(descriptor, 1 << 16):
                pass
        os.set_blocking(descriptor, True)


def default_source(preload: Preload) -> WorkerSource:
    """The fork server where the system has one, else spare processes."""
    return ForkServer(preload) if sys.platform == "linux" else SpareProcesses(preload)
