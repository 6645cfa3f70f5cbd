"""Asks the user's server, starting it if need be; or answers here, without one.

Little is imported: a second `grader check` is to answer within a second in all.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import TYPE_CHECKING

from grader.codec import MalformedRecord, decode, encode
from grader.desk import place
from grader.desk.cancelling import Cancellation
from grader.desk.messages import LAST, Event, OnEvent, Request, ignore
from grader.desk.told import Translator
from grader.errors import CourseError, GraderFault, UsageError
from grader.language import sentence, spoken
from grader.records import SubmissionRecord

if TYPE_CHECKING:
    from grader.desk.examiner import Desks
    from grader.submissions import Submission

START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02
SETTING = "GRADER_SERVER"


class NoServer(Exception):
    """There is no server, it cannot be started, or it went away."""


class AtDesk:
    """A place to ask from: the server, else desks of one's own that are kept meanwhile.

    server: whether to use one; None for what the environment says (GRADER_SERVER=0 for no).
    note:   told in a sentence why there is no server.
    """

    def __init__(self, server: bool | None = None, note: OnEvent = ignore) -> None:
        wanted = os.environ.get(SETTING, "1") not in ("0", "no", "off")
        self._server = wanted if server is None else server
        self._note = note
        self._desks: Desks | None = None

    def __enter__(self) -> AtDesk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that were started here; the server goes on."""
        if self._desks is not None:
            self._desks.close()
            self._desks = None

    def ask(
        self,
        request: Request,
        on_event: OnEvent = ignore,
        cancellation: Cancellation | None = None,
    ) -> Event:
        """The event that answers a request; those before it are told as they come.

        When the server dies the examination begins anew here; what was told before is not
        told again.

        cancellation: to give the request up from another thread.

        Raises:
            UsageError, CourseError, GraderFault: as the answer says.
            Cancelled: it was given up.
        """
        told: set[tuple[str, str]] = set()
        cancellation = cancellation or Cancellation()
        request = replace(request, language=spoken())
        translator = Translator(request.course)

        def tell(event: Event) -> None:
            if (event.kind, event.step) not in told:
                told.add((event.kind, event.step))
                on_event(translator.event(event))

        if self._server:
            try:
                answer = _ask_server(request, tell, cancellation)
                return translator.event(_or_raise(answer))
            except NoServer as error:
                self._note(Event("no_server", text=str(error)))
                self._server = False
        answer = self._ask_here(request, tell, cancellation)
        return translator.event(_or_raise(answer))

    def examine(
        self,
        work: Sequence[Path] | Submission,
        course: Path | None,
        steps: Sequence[str] = (),
        on_event: OnEvent = ignore,
    ) -> SubmissionRecord:
        """Examine files, notebooks or one folder by the visible checks of a course.

        course: its folder, a student kit's `checks` or `solutions`; None for the one that
                is found from the first path upwards.
        steps:  ids or names; all by default.

        Raises: as `ask`.
        """
        paths: tuple[str, ...] = ()
        submission = b""
        if isinstance(work, Sequence):
            paths = tuple(str(Path(one).resolve()) for one in work)
        else:
            submission = encode(work)
        request = Request(
            "check",
            here=str(Path.cwd()),
            course=str(course.resolve()) if course else "",
            paths=paths,
            submission=submission,
            steps=tuple(steps),
        )
        record = self.ask(request, on_event).submission
        assert record is not None
        return record

    def _ask_here(
        self, request: Request, on_event: OnEvent, cancellation: Cancellation
    ) -> Event:
        from grader.desk.examiner import Desks

        if self._desks is None:
            self._desks = Desks()
        return self._desks.answer(request, on_event, cancellation)


def _ask_server(request: Request, on_event: OnEvent, cancellation: Cancellation) -> Event:
    """As `AtDesk.ask`, of the server. Raises `NoServer`."""
    connection = _connect_or_start()
    cancellation.then(lambda: _hang_up(connection))
    try:
        connection.send_bytes(encode(request))
        while True:
            event = decode(connection.recv_bytes(), Event)
            if event.kind in LAST:
                return event
            on_event(event)
    except (OSError, EOFError, MalformedRecord) as error:
        cancellation.check()
        raise NoServer(sentence("desk.why.gone", kind=type(error).__name__)) from error
    finally:
        connection.close()


def _hang_up(connection: Connection) -> None:
    """End a connection that another thread reads: closing it would not wake that thread."""
    import socket

    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            connection.close()
            return
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)


def open_desk(server: bool | None = None) -> AtDesk:
    """A place to ask from, as a context manager. `server` as in `AtDesk`."""
    return AtDesk(server)


def examine(
    work: Sequence[Path] | Submission,
    course: Path | None = None,
    steps: Sequence[str] = (),
    on_event: OnEvent = ignore,
) -> SubmissionRecord:
    """Examine some work once; see `AtDesk.examine`, which keeps what it started."""
    with open_desk() as desk:
        return desk.examine(work, course, steps, on_event)


def stop_server() -> bool:
    """End this user's server; whether there was one."""
    where = place.folder()
    address = place.read_address(where) if where else None
    return address is not None and _stop(address)


def _or_raise(event: Event) -> Event:
    match event.kind:
        case "usage":
            raise UsageError(event.text)
        case "course":
            raise CourseError(event.text)
        case "fault":
            raise GraderFault(event.text)
        case _:
            return event


def _connect_or_start() -> Connection:
    """A connection to the server of this program. Raises `NoServer`."""
    where = place.folder()
    if where is None:
        raise NoServer(sentence("desk.why.no_folder"))
    connection = _connect(where)
    if connection is not None:
        return connection
    import filelock

    try:
        with filelock.FileLock(where / f"{place.name()}.lock", timeout=START_SECONDS):
            connection = _connect(where)
            return connection or _start(where)
    except (OSError, filelock.Timeout) as error:
        raise NoServer(sentence("desk.why.not_started", error=str(error))) from error


def _connect(where: Path) -> Connection | None:
    """A connection to the server whose address is published, if it is of this program."""
    address = place.read_address(where)
    if address is None:
        return None
    if address.identity != place.identity():
        _stop(address)
        return None
    return _dial(address)


def _dial(address: place.Address) -> Connection | None:
    host, _, port = address.where.rpartition(":")
    target = (host, int(port)) if address.family == "AF_INET" else address.where
    try:
        connection = Client(target, address.family)
    except (OSError, EOFError, ValueError):
        return None
    try:
        key = bytes.fromhex(address.key)
        answer_challenge(connection, key)
        deliver_challenge(connection, key)
    except (OSError, EOFError, ValueError, AuthenticationError):
        connection.close()
        return None
    return connection


def _stop(address: place.Address) -> bool:
    """Ask a server to end, and wait until nobody answers there."""
    connection = _dial(address)
    if connection is None:
        return False
    with contextlib.suppress(OSError, EOFError), connection:
        connection.send_bytes(encode(Request("stop", "")))
        connection.recv_bytes()
    deadline = time.monotonic() + STOP_SECONDS
    for _ in _until(deadline):
        gone = _dial(address)
        if gone is None:
            break
        gone.close()
    return True


def _start(where: Path) -> Connection:
    """Start a server and connect to it. Raises `NoServer`, `OSError`."""
    import subprocess

    detached: dict[str, object] = {"start_new_session": True}
    if sys.platform == "win32":
        detached = {
            "creationflags": subprocess.DETACHED_PROCESS
            | subprocess.CREATE_NEW_PROCESS_GROUP
        }
    process = subprocess.Popen(
        [sys.executable, "-m", "grader.desk.server", str(where)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=where,
        env={**os.environ, "PYTHONPATH": _import_path()},
        **detached,  # type: ignore[call-overload]
    )
    for _ in _until(time.monotonic() + START_SECONDS):
        address = place.read_address(where)
        if address is not None and address.pid == process.pid:
            connection = _dial(address)
            if connection is not None:
                return connection
        if process.poll() is not None:
            raise NoServer(sentence("desk.why.ended", status=process.returncode))
    process.kill()
    raise NoServer(sentence("desk.why.too_slow"))


def _import_path() -> str:
    """Where the server finds this program, whose modules no student's file may replace."""
    given = os.environ.get("PYTHONPATH", "")
    named = [str(Path(one).resolve()) for one in given.split(os.pathsep) if one]
    return os.pathsep.join([str(Path(__file__).resolve().parents[2]), *named])


def _until(deadline: float) -> Iterator[None]:
    while time.monotonic() < deadline:
        yield
        time.sleep(POLL_SECONDS)
