"""A user's own server, which keeps TensorFlow imported: `python -m grader.desk.server`.

It is started by the first client (`grader.desk.client`), answers one request a connection,
and ends after some idle minutes. A client that goes away ends its own examination alone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
from logging.handlers import RotatingFileHandler
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path

from grader.codec import decode, encode
from grader.desk import place
from grader.desk.cancelling import Cancellation, Cancelled
from grader.desk.examiner import Desks
from grader.desk.messages import Event, Request
from grader.errors import GraderFault

IDLE_SECONDS = 600.0
MOST_REQUEST_BYTES = 256 * 1024**2
LOG_BYTES = 200_000
LONGEST_SOCKET_PATH = 100
LOG = logging.getLogger("grader.desk")


class Server:
    """Answers requests until it was idle for some time, or is told to stop.

    where:        the private folder in which its address is published.
    idle_seconds: how long it waits for another request.
    """

    def __init__(
        self, where: Path, desks: Desks, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._where = where
        self._desks = desks
        self._idle_seconds = idle_seconds
        self._key = secrets.token_bytes(32)
        self._changed = threading.Condition()
        self._busy = 0
        self._stopping = False
        self._last = time.monotonic()
        self._listener = _listener(where)

    def run(self) -> None:
        """Serve. Returns when nobody needs it any more."""
        family, address = _told(self._listener)
        place.write_address(
            self._where,
            place.Address(
                *(family, address, self._key.hex(), os.getpid(), place.identity())
            ),
        )
        threading.Thread(target=self._accept, daemon=True).start()
        LOG.info("serving as process %s", os.getpid())
        try:
            self._wait()
        finally:
            place.remove_address(self._where, os.getpid())
            self._listener.close()
            self._desks.close()
            LOG.info("ended")

    def stop(self) -> None:
        """Have `run` return soon; examinations that go on are lost."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def _wait(self) -> None:
        with self._changed:
            while not self._stopping:
                left = self._last + self._idle_seconds - time.monotonic()
                if not self._busy and left <= 0:
                    return
                self._changed.wait(None if self._busy else left)

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                if self._stopping:
                    return
                time.sleep(0.05)
                continue
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        """One connection: it proves that it knows the key, then asks."""
        with contextlib.suppress(OSError, EOFError), connection:
            try:
                deliver_challenge(connection, self._key)
                answer_challenge(connection, self._key)
                request = decode(connection.recv_bytes(MOST_REQUEST_BYTES), Request)
            except (AuthenticationError, GraderFault) as error:
                LOG.warning("a connection was refused: %s", error)
                return
            if request.do == "stop":
                connection.send_bytes(encode(Event("stopped")))
                self.stop()
                return
            with self._being_busy():
                self._answer(connection, request)
            if request.do == "outline":
                self._desks.warm(request)

    @contextlib.contextmanager
    def _being_busy(self):  # type: ignore[no-untyped-def]
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._last = time.monotonic()
                self._changed.notify_all()

    def _answer(self, connection: Connection, request: Request) -> None:
        cancellation = Cancellation()
        threading.Thread(
            target=_wait_for_end, args=[connection, cancellation], daemon=True
        ).start()

        def send(event: Event) -> None:
            connection.send_bytes(encode(event))

        start = time.monotonic()
        try:
            answer = self._desks.answer(request, send, cancellation)
        except (Cancelled, OSError):
            cancellation.cancel()
            LOG.info("nobody waits any more for %s", request.do)
            return
        took = time.monotonic() - start
        LOG.info("%s: %s after %.2f s %s", request.do, answer.kind, took, answer.text)
        send(answer)
        self._let_go(cancellation)

    def _let_go(self, cancellation: Cancellation) -> None:
        """Wait until the client has read the answer and closed the connection."""
        gone = threading.Event()
        cancellation.then(gone.set)
        gone.wait(10)


def _wait_for_end(connection: Connection, cancellation: Cancellation) -> None:
    with contextlib.suppress(OSError, EOFError):
        while True:
            connection.recv_bytes(1024)
    cancellation.cancel()


def _listener(where: Path) -> Listener:
    """A socket in the private folder; a pipe on Windows; this machine alone else."""
    if sys.platform == "win32":
        return Listener(family="AF_PIPE")
    path = str(where / f"{place.name()}.{os.getpid()}")
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and hasattr(socket, "AF_UNIX"):
        with contextlib.suppress(FileNotFoundError):
            Path(path).unlink()
        return Listener(path, "AF_UNIX", backlog=16)
    return Listener(("127.0.0.1", 0), "AF_INET", backlog=16)


def _told(listener: Listener) -> tuple[str, str]:
    address = listener.address
    if isinstance(address, tuple):
        return "AF_INET", f"{address[0]}:{address[1]}"
    return ("AF_PIPE" if sys.platform == "win32" else "AF_UNIX"), str(address)


def _log_to(where: Path) -> None:
    handler = RotatingFileHandler(
        where / f"{place.name()}.log",
        maxBytes=LOG_BYTES,
        backupCount=1,
        encoding="utf-8",
        errors="backslashreplace",
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def main() -> None:
    """Serve in the folder that the command line names."""
    where = Path(sys.argv[1])
    os.chdir(tempfile.gettempdir())
    _log_to(where)
    try:
        Server(where, Desks()).run()
    except Exception:
        LOG.exception("the server failed")
        raise
    os._exit(0)  # threads that still hold a lost examination end with it


if __name__ == "__main__":
    main()
