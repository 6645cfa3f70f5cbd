"""The fork server: imports TensorFlow once, runs no op, and forks a worker per job (Linux).

Started by `grader.sandbox.fork_server` with a scrubbed environment and one descriptor, a
SEQPACKET socket. It never sees a solution, a check or a secret. Messages are small
JSON objects; a job's descriptors (conversation, stdout, stderr) travel beside them.

    client -> {"fork": token, "job": {...}} + 3 descriptors
    server -> {"forked": token, "pid": n} + 1 pidfd, later {"exited": n, "status": s}

With a private root a job has a supervisor besides its worker: `grader.sandbox.supervisor`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from grader.sandbox import namespaces, startup
from grader.sandbox.supervisor import Supervisor, Supervisors

MAX_THREADS = 2
MAX_MESSAGE = 64 * 1024

if sys.platform != "win32":
    import resource


def main() -> None:
    """Entry point: `python -m grader.sandbox.server FD CONFIG`.

    CONFIG is JSON of `Preload.as_json`; `layers` are those of which workers are going to be
    told.
    """
    descriptor, config = int(sys.argv[1]), json.loads(sys.argv[2])
    startup.fix_stack_size()
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, descriptor)
    supervisors = Supervisors() if "private_root" in config["layers"] else None
    data = startup.import_ahead(config, control)
    threads = len(os.listdir("/proc/self/task"))
    if threads > MAX_THREADS:
        fault = f"{threads} threads after import; an op was run"
        startup.send(control, {"fault": fault})
        sys.exit(3)
    startup.wait_for_work(control)
    _Server(control, data, startup.readable(config), supervisors).run()


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
            conversation = socket.socket(fileno=3)
            startup.become_worker(conversation, job, self._data, self._readable)
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
            ended = os.waitstatus_to_exitcode(status)
            startup.send(self._control, {"exited": pid, "status": ended})


if __name__ == "__main__":
    main()
