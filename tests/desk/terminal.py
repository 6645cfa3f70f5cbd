"""A program in a terminal of its own (stdlib pty), and what that shows."""

import contextlib
import os
import pty
import re
import select
import sys
import termios
import time

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A pseudo-terminal in which `grader` runs.

    `lasting` is the terminal's state before it began.
    """

    def __init__(self, *arguments):
        self.master, self.slave = pty.openpty()
        self.lasting = termios.tcgetattr(self.slave)
        self._text = ""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.master)
            os.login_tty(self.slave) if hasattr(os, "login_tty") else _take(self.slave)
            os.environ.update(TERM="xterm", COLUMNS="100")
            os.execv(sys.executable, [sys.executable, "-m", "grader", *arguments])

    def expect(self, text, seconds=120):
        """Read until some text is there; what came up to its end."""
        deadline = time.monotonic() + seconds
        while text not in self._text:
            assert time.monotonic() < deadline, f"{text!r} not in {self._text!r}"
            ready, _, _ = select.select([self.master], [], [], 0.1)
            if ready:
                self._text += CODES.sub("", os.read(self.master, 65536).decode())
        before, found, self._text = self._text.partition(text)
        return before + found

    def type(self, keys):
        """Press keys."""
        os.write(self.master, keys.encode())

    def state(self):
        """Letter flags and the like, as `termios` tells them."""
        return termios.tcgetattr(self.slave)

    def end(self):
        """Wait for the program; its exit status."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.master], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):
                    os.read(self.master, 65536)
        raise AssertionError("it does not end")

    def close(self):
        """End what is left."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.master)
        os.close(self.slave)


def _take(slave):
    """Make a terminal this process's own."""
    import fcntl

    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(slave, descriptor)
