"""The fork server: imports TensorFlow once, runs no op, and forks a worker per job.

Started by `grader.sandbox.client` with a scrubbed environment and one descriptor, a
SEQPACKET socket. It never sees a solution, a check or a secret. Messages are small
JSON objects; a job's descriptors (conversation, stdout, stderr) travel beside them.

    client -> {"fork": token, "job": {...}} + 3 descriptors
    server -> {"forked": token, "pid": n} + 1 pidfd, later {"exited": n, "status": s}

With a private root a job has a supervisor besides its worker: `grader.sandbox.supervisor`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import numpy as np

from grader.datasets import load_mapped
from grader.sandbox import confinement, namespaces
from grader.sandbox.protocol import VERSION, Frame
from grader.sandbox.supervisor import Supervisor, Supervisors
from grader.sandbox.worker import Connection, serve

MAX_THREADS = 2
STACK_BYTES = 8 * 1024**2
MAX_MESSAGE = 64 * 1024


def main() -> None:
    """Entry point: `python -m grader.sandbox.server {fork|spare} FD CONFIG`.

    CONFIG is JSON: `preload` (modules to import), `data` (name to file), `layers` (those of
    which workers are going to be told).
    """
    mode, descriptor, config = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    _fix_stack_size()
    kind = socket.SOCK_SEQPACKET if mode == "fork" else socket.SOCK_STREAM
    control = socket.socket(socket.AF_UNIX, kind, 0, descriptor)
    supervisors = Supervisors() if "private_root" in config["layers"] else None
    try:
        preload(config["preload"])
        data = open_data(config["data"])
    except ModuleNotFoundError as error:
        _send(control, {"missing": error.name})
        sys.exit(3)
    threads = count_threads()
    if mode == "fork" and threads > MAX_THREADS:
        _send(control, {"fault": f"{threads} threads after import; an op was run"})
        sys.exit(3)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.disable()
    gc.freeze()
    files = map(Path, config["data"].values())
    readable = [*confinement.readable(), *files]
    _send(control, {"ready": VERSION, "versions": versions(), "threads": threads})
    if mode == "fork":
        _Server(control, data, readable, supervisors).run()
    else:
        job = json.loads(_receive_line(control))
        become_worker(control.detach(), job, data, readable)


def _fix_stack_size() -> None:
    """Start over with the stack size that threads are to have on every machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    allowed = hard == resource.RLIM_INFINITY or hard >= STACK_BYTES
    if soft == STACK_BYTES or not allowed:
        return
    resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, hard))
    os.execv(sys.executable, sys.orig_argv)


def preload(modules: list[str]) -> None:
    """Import what workers share; lazily loaded parts of TensorFlow included."""
    for name in modules:
        importlib.import_module(name)
    if "tensorflow" in modules:
        importlib.import_module("keras.src.datasets.mnist")


def open_data(files: Mapping[str, str]) -> dict[str, np.ndarray[Any, Any]]:
    """Map data sets, and let Keras's own loader answer from the same file."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    if "mnist" in files:
        mnist = load_mapped(Path(files["mnist"]))
        for part in ("train_images", "train_labels", "test_images", "test_labels"):
            arrays[f"mnist.{part}"] = getattr(mnist, part)
        loader = sys.modules.get("keras.src.datasets.mnist")
        if loader is not None:
            loader.get_file = lambda *_args, **_keywords: files["mnist"]  # type: ignore[attr-defined]
    return arrays


def count_threads() -> int:
    """Threads of this process; 0 where /proc does not tell."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


def versions() -> dict[str, str]:
    """Versions of Python, numpy and what was preloaded."""
    found = {"python": sys.version.split()[0], "numpy": np.__version__}
    for name in ("tensorflow", "keras"):
        module = sys.modules.get(name)
        if module is not None:
            found[name] = str(module.__version__)
    return found


class _Server:
    """Forks on request and reports how each child ended."""

    def __init__(
        self,
        control: socket.socket,
        data: Mapping[str, Any],
        readable: Sequence[Path],
        supervisors: Supervisors | None,
    ) -> None:
        self._control = control
        self._data = data
        self._readable = readable
        self._mounted = namespaces.present(readable)
        self._supervisors = supervisors
        self._supervised: dict[int, Supervisor] = {}
        self._wake_out, self._wake_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_in)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake_out, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._wake_out:
                    os.read(self._wake_out, 4096)
                elif not self._fork_on_request():
                    return
            self._reap()

    def _fork_on_request(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, MAX_MESSAGE, 3)
        if not message:
            return False
        request = json.loads(message)
        pid = self._fork(request["job"], descriptors)
        pidfd = os.pidfd_open(pid)
        reply = json.dumps({"forked": request["fork"], "pid": pid}).encode()
        socket.send_fds(self._control, [reply], [pidfd])
        for descriptor in (pidfd, *descriptors):
            os.close(descriptor)
        return True

    def _fork(self, job: Mapping[str, Any], descriptors: list[int]) -> int:
        """A new worker; its number."""
        supervisor, told = None, ""
        if self._supervisors is not None:
            paths = [*self._mounted, *map(Path, job["also"])]
            try:
                supervisor = self._supervisors.new(paths, Path(job["folder"]))
                supervisor.receive_children()
            except OSError as error:
                told = str(error)
        pid = os.fork()
        if pid == 0:
            self._child(job, descriptors, supervisor, told)
        if supervisor is not None:
            self._supervised[pid] = supervisor
        return pid

    def _child(
        self,
        job: Mapping[str, Any],
        descriptors: list[int],
        supervisor: Supervisor | None,
        told: str,
    ) -> NoReturn:
        """Become a worker; `told` is why there is no supervisor where one is wanted."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            null = os.open(os.devnull, os.O_RDONLY)
            channel, out, err = descriptors
            for source, target in ((null, 0), (out, 1), (err, 2), (channel, 3)):
                os.dup2(source, target, inheritable=False)
            if told:
                raise OSError(told)
            if supervisor is not None:
                supervisor.enter()
            os.closerange(4, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
            become_worker(3, job, self._data, self._readable)
        except BaseException as error:
            os.write(2, f"worker could not start: {error}\n".encode())
        finally:
            os._exit(70)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            supervisor = self._supervised.pop(pid, None)
            if supervisor is not None:
                supervisor.end()
            _send(
                self._control, {"exited": pid, "status": os.waitstatus_to_exitcode(status)}
            )


def become_worker(
    channel: int,
    job: Mapping[str, Any],
    data: Mapping[str, Any],
    readable: Sequence[Path],
) -> NoReturn:
    """Give up privileges and answer the examiner until it hangs up."""
    folder = Path(job["folder"])
    stream = socket.socket(fileno=channel)
    layers = confinement.enter(
        confinement.Confinement(
            memory_bytes=job["memory_bytes"],
            cpu_seconds=job["cpu_seconds"],
            file_bytes=job["file_bytes"],
            folder=folder,
            layers=job["layers"],
            readable=[*readable, *map(Path, job["also"])],
            profile=job["profile"],
        )
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _use_own_streams()
    gc.enable()
    connection = Connection(stream)
    connection.send(Frame({"layers": list(layers)}))
    if job["profile"] == "driver":
        importlib.import_module("grader.sandbox.driver").drive(stream)
        os._exit(0)
    sys.path.insert(0, str(folder))
    bindings = None
    if job["profile"] == "notebook":
        kernel = importlib.import_module("grader.sandbox.kernel")
        bindings = kernel.run_cells(job["connection"], job["names"], folder, channel)
        _use_own_streams()
    serve(
        connection,
        bindings=bindings,
        data=data,
        folder=folder,
        max_answer_bytes=job["answer_bytes"],
    )
    os._exit(0)


def _use_own_streams() -> None:
    """Print into the pipes: the server's streams, and a kernel's, go elsewhere."""
    sys.stdout = sys.__stdout__ = _text_stream(1)  # type: ignore[assignment, misc]
    sys.stderr = sys.__stderr__ = _text_stream(2)  # type: ignore[assignment, misc]


def _text_stream(descriptor: int) -> TextIO:
    """A new stream: the server's own was made for another kind of file."""
    return open(descriptor, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def _send(control: socket.socket, message: Mapping[str, Any]) -> None:
    try:
        control.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        os._exit(3)


def _receive_line(control: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = control.recv(1)
        if not byte:
            sys.exit(0)
        line += byte
    return line


if __name__ == "__main__":
    main()
