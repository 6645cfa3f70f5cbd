"""The examiner's process, as the kernel sees it: started once, spoken to over a socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.language import sentence
from grader.sandbox.handover import Handover, NotConnected, of_this_system
from grader.sandbox.protocol import Frame
from grader.sandbox.worker import Connection

MODULE = "grader.live.examiner"
POLL_SECONDS = 0.1
END_SECONDS = 2.0
MAX_TOLD = 2000


class ExaminerLost(Exception):
    """The examiner has ended; the message is what it said last."""


class Examiner:
    """A process that examines what is in this one. Ends when this one ends.

    Raises:
        OSError: no process can be started.
    """

    def __init__(self) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process, self._channel = _start(self._log.fileno())
        except BaseException:
            self._log.close()
            raise
        self._connection = Connection(self._channel)

    def send(self, frame: Frame) -> None:
        """Send a frame. Raises `ExaminerLost`."""
        try:
            self._connection.send(frame)
        except OSError:
            raise ExaminerLost(self._last_words()) from None

    def receive(self) -> Frame | None:
        """The next frame; None when none came for a moment. Raises `ExaminerLost`."""
        self._channel.settimeout(POLL_SECONDS)
        try:
            frame = self._connection.receive()
        except TimeoutError:
            return None
        except OSError:
            frame = None
        finally:
            self._channel.settimeout(None)
        if frame is None:
            raise ExaminerLost(self._last_words())
        return frame

    def close(self) -> None:
        """End it."""
        self.forget()
        self._process.kill()
        self._process.wait()
        self._log.close()

    def forget(self) -> None:
        """Let go of it in a process that was forked from the one that started it."""
        self._channel.close()

    def _last_words(self) -> str:
        """The end of what it wrote to its error stream, which it does when it fails."""
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return sentence("live.silent")
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - MAX_TOLD))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        status = self._process.returncode
        return lines[-1] if lines else sentence("import.status", status=status)


def _start(log: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the process beside this one; a connected socket."""
    package = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([package, inherited] if inherited else [package])
    handover = of_this_system(1)
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE, handover.argument],
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # Ctrl-C is meant for this process alone
            **handover.options,
        )
        return process, _connected(handover, process)
    finally:
        handover.close()


def _connected(handover: Handover, process: subprocess.Popen[bytes]) -> socket.socket:
    try:
        (channel,) = handover.sockets(process)
    except NotConnected as error:
        process.kill()
        process.wait()
        raise OSError(sentence("live.not_started", error=str(error))) from None
    return channel
