"""How a process that is started, and not forked, comes by its sockets: both ends of it.

    Inherited   socket pairs; the child inherits one end of each (POSIX)
    Loopback    the child connects to a port of this machine, and shows that it is the
                child by a token that it was told over its standard input (any system)

Who starts a child makes one of them, starts it with `argument` on its command line and with
`options`, and takes the sockets. The child calls `receive` with that argument. Its standard
input is empty from then on.
"""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

SECONDS = 60.0
_ADDRESS = "127.0.0.1"
_STRANGER_SECONDS = 1.0
_LOOK_SECONDS = 0.2
_MORE_WAITING = 16


class NotConnected(Exception):
    """The child has ended, or did not connect in time."""


class Handover(Protocol):
    """The starter's end, for one child.

    argument: what the child is told on its command line.
    options:  keywords for `subprocess.Popen`.
    signals:  whether the child can be sent signals; else it has to heed what comes over a
              socket.
    """

    argument: str
    options: Mapping[str, Any]
    signals: bool

    def sockets(self, process: subprocess.Popen[bytes]) -> list[socket.socket]:
        """Our ends, in the child's order; blocks until it has connected.

        Raises:
            NotConnected: it has ended, or is late.
            OSError: it has ended.
        """

    def close(self) -> None:
        """Close what was not taken."""


class Inherited:
    """Socket pairs; the child inherits one end of each."""

    signals = True

    def __init__(self, count: int) -> None:
        pairs = [socket.socketpair() for _ in range(count)]
        self._ours = [ours for ours, _ in pairs]
        self._theirs = [theirs for _, theirs in pairs]
        numbers = [theirs.fileno() for theirs in self._theirs]
        self.argument = f"inherited:{','.join(map(str, numbers))}"
        self.options: Mapping[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "pass_fds": numbers,
        }

    def sockets(self, process: subprocess.Popen[bytes]) -> list[socket.socket]:
        """Our ends; the child has had its own from the start."""
        taken, self._ours = self._ours, []
        return taken

    def close(self) -> None:
        """Close the child's ends here, and ours where they were not taken."""
        for one in self._theirs + self._ours:
            one.close()


class Loopback:
    """Connections to a port that is open until the child has made them."""

    argument = "loopback"
    options: Mapping[str, Any] = MappingProxyType({"stdin": subprocess.PIPE})
    signals = False

    def __init__(self, count: int) -> None:
        self._count = count
        self._token = secrets.token_hex(32).encode()
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:  # else another process could take the port over (Windows)
            self._listener.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        self._listener.bind((_ADDRESS, 0))
        self._listener.listen(count + _MORE_WAITING)
        self._listener.settimeout(_LOOK_SECONDS)

    def sockets(self, process: subprocess.Popen[bytes]) -> list[socket.socket]:
        """The connections that brought the token; others are closed at once."""
        found: dict[int, socket.socket] = {}
        try:
            self._tell(process)
            deadline = time.monotonic() + SECONDS
            while len(found) < self._count:
                if process.poll() is not None:
                    raise NotConnected("it ended")
                if time.monotonic() > deadline:
                    raise NotConnected("it did not connect in time")
                self._accept(found)
        except BaseException:
            for one in found.values():
                one.close()
            raise
        finally:
            self.close()
        return [found[place] for place in range(self._count)]

    def close(self) -> None:
        """Listen no longer."""
        self._listener.close()

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        port = self._listener.getsockname()[1]
        assert process.stdin is not None
        with process.stdin as told:
            told.write(b"%d %s %d\n" % (port, self._token, self._count))

    def _accept(self, found: dict[int, socket.socket]) -> None:
        try:
            connection, _ = self._listener.accept()
        except TimeoutError:
            return
        place = self._place(connection)
        if place is None or place in found:
            connection.close()
        else:
            found[place] = connection

    def _place(self, connection: socket.socket) -> int | None:
        """Which of the child's sockets a connection is; None when it is nobody we know."""
        connection.settimeout(_STRANGER_SECONDS)
        try:
            told = _receive_exactly(connection, len(self._token) + 1)
        except OSError:
            return None
        if not hmac.compare_digest(told[:-1], self._token) or told[-1] >= self._count:
            return None
        _prepare(connection)
        return told[-1]


def receive(argument: str) -> list[socket.socket]:
    """The child's sockets, as the argument on its command line says.

    Raises:
        OSError: its starter has ended.
    """
    kind, _, numbers = argument.partition(":")
    if kind == "inherited":
        return [_inherited(int(number)) for number in numbers.split(",")]
    port, token, count = sys.stdin.readline().split()
    return [_connected(int(port), token, place) for place in range(int(count))]


def _inherited(number: int) -> socket.socket:
    os.set_inheritable(number, False)
    return socket.socket(fileno=number)


def _connected(port: int, token: str, place: int) -> socket.socket:
    connection = socket.create_connection((_ADDRESS, port), timeout=SECONDS)
    connection.sendall(token.encode() + bytes([place]))
    _prepare(connection)
    return connection


def _prepare(connection: socket.socket) -> None:
    """Make it block, and send at once what is written in several pieces."""
    connection.settimeout(None)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _receive_exactly(connection: socket.socket, size: int) -> bytes:
    """Raises `OSError` when the other side closes before, or is late."""
    received = b""
    while len(received) < size:
        data = connection.recv(size - len(received))
        if not data:
            raise ConnectionError("closed")
        received += data
    return received


def of_this_system(count: int) -> Handover:
    """The way that this system has, for some sockets."""
    return Loopback(count) if sys.platform == "win32" else Inherited(count)
