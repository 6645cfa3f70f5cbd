"""Process 1 of each job, made by a small process that was forked before the imports.

A fork copies what says where a process's memory lies, and a process that has imported
TensorFlow has much of it. So the name spaces of a job are made by a process that has not:

    server --- readable paths, folder ---> maker --- clone ---> supervisor
      |   <------ descriptor of it -----                            |
      + fork, into its name spaces ---> worker                      | waits

The supervisor is process 1 there and runs no student code. It adopts and reaps what the
worker leaves behind. When the server ends it the kernel ends whatever is left of the job.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from grader.sandbox import confinement, namespaces

NAME = "job-supervisors"  # of the maker, for ps
_MAX_MESSAGE = 64 * 1024
_END_SECONDS = 5.0


class Supervisors:
    """The server's end. To be made while the process is small and has one thread."""

    def __init__(self) -> None:
        if os.geteuid():
            namespaces.enter_user_namespace()  # to be allowed into those of its children
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            _Maker(theirs).run()
        theirs.close()

    def new(self, readable: Sequence[Path], folder: Path) -> Supervisor:
        """A supervisor with a private root of its own.

        Raises:
            OSError: it could not be made.
        """
        wanted = {"readable": [str(path) for path in readable], "folder": str(folder)}
        self._channel.send(json.dumps(wanted).encode())
        message, descriptors, _, _ = socket.recv_fds(self._channel, _MAX_MESSAGE, 1)
        if not descriptors:
            raise OSError(message.decode("utf-8", "replace") or "the maker has ended")
        return Supervisor(descriptors[0])


class Supervisor:
    """One job's process 1, by a descriptor of it."""

    def __init__(self, pidfd: int) -> None:
        self._pidfd = pidfd

    def receive_children(self) -> None:
        """Have the children that this process forks from now on be processes of the job."""
        namespaces.join(self._pidfd, namespaces.NEW_PROCESSES)

    def enter(self) -> None:
        """Enter the job's other name spaces, its root folder among them."""
        namespaces.join(self._pidfd, namespaces.ALL_OTHERS)

    def end(self) -> None:
        """End it, and with it all that is left of the job; wait until that is done."""
        try:
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            select.select([self._pidfd], [], [], _END_SECONDS)
        except ProcessLookupError:
            pass
        finally:
            os.close(self._pidfd)


class _Maker:
    """The small process: clones a supervisor on request, until the server hangs up."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def run(self) -> NoReturn:
        try:
            confinement.die_with_parent()
            Path("/proc/self/comm").write_text(NAME, encoding="ascii")
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            _close_all_but(self._channel.fileno())
            while message := self._channel.recv(_MAX_MESSAGE):
                self._make(json.loads(message))
        finally:
            os._exit(0)

    def _make(self, wanted: dict[str, str]) -> None:
        ours, theirs = os.pipe2(os.O_CLOEXEC)
        try:
            pid = namespaces.clone()
        except OSError as error:
            self._channel.send(str(error).encode()[:_MAX_MESSAGE])
            return
        if pid == 0:
            _supervise([Path(one) for one in wanted["readable"]], wanted["folder"], theirs)
        os.close(theirs)
        told = os.read(ours, _MAX_MESSAGE)
        os.close(ours)
        if told != b"ready":
            self._channel.send(told or b"a supervisor has ended")
            return
        pidfd = os.pidfd_open(pid)
        socket.send_fds(self._channel, [told], [pidfd])
        os.close(pidfd)


def _supervise(readable: list[Path], folder: str, report: int) -> NoReturn:
    try:
        _close_all_but(report)
        confinement.die_with_parent()
        namespaces.enter_private_root(readable, Path(folder))
        confinement.drop_capabilities()
        # A parent that had ended before it could be died with reads no more: this raises.
        os.write(report, b"ready")
        os.close(report)
        while True:  # children that end are reaped by the kernel: SIGCHLD is ignored
            signal.pause()
    except BaseException as error:
        os.write(report, f"the job's supervisor failed: {error}".encode()[:4096])
    finally:
        os._exit(1)


def _close_all_but(descriptor: int) -> None:
    os.closerange(0, descriptor)
    os.closerange(descriptor + 1, 1024)
