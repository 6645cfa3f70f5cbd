"""The user's own server: one, private, replaceable, and gone when nobody needs it."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from desk.processes import is_alive
from desk.samples import ENDLESS, RIGHT
from grader.desk import AtDesk, open_desk, place
from grader.desk.cancelling import Cancellation, Cancelled
from grader.desk.client import _connect, _dial, stop_server
from grader.desk.examiner import Desks
from grader.desk.messages import Request
from grader.desk.server import Server
from grader.records import Outcome


def address():
    return place.read_address(place.folder())


def until(condition, seconds=60):
    """Wait for something that happens by itself."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def check(desk, work, step="double", **options):
    request = Request("check", str(work), steps=(step,))
    return desk.ask(request, **options).submission.steps[0]


def test_a_second_client_meets_the_same_server(work):
    """It is started once and answers both."""
    (work / "01_double.py").write_text(RIGHT)
    pids = []
    for _ in range(2):
        with open_desk(server=True) as desk:
            assert check(desk, work).outcome is Outcome.PASSED
            assert desk._desks is None
        pids.append(address().pid)
    assert pids[0] == pids[1] != os.getpid()


def test_two_clients_that_begin_at_once_start_one_server(work):
    """A lock lets one of them start it."""
    program = (
        "from grader.desk.client import _connect_or_start\n"
        "from grader.desk import place\n"
        "connection = _connect_or_start()\n"
        "print(place.read_address(place.folder()).pid, flush=True)\n"
        "input()"
    )
    clients = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    pids = {client.stdout.readline().strip() for client in clients}
    for client in clients:
        client.communicate("\n")
    assert pids == {str(address().pid)}


def test_the_place_is_private(work, runtime):
    """Folder 0700, address 0600: it holds the key."""
    with open_desk(server=True) as desk:
        check(desk, work)
    folder = place.folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    file = folder / f"{place.name()}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_of_somebody_else_is_not_used(runtime, monkeypatch):
    """Whoever owns the folder could put another server there."""
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert place.folder() is None


def test_without_a_place_the_work_is_done_here(work, monkeypatch):
    """No folder, no server: the same record, and one note why."""
    monkeypatch.setattr(place, "folder", lambda: None)
    (work / "01_double.py").write_text(RIGHT)
    notes = []
    with AtDesk(True, notes.append) as desk:
        assert check(desk, work).outcome is Outcome.PASSED
        check(desk, work)
    assert len(notes) == 1


def test_a_server_that_dies_in_mid_examination_is_replaced_by_this_process(work):
    """What was told is not told again, and the record is whole."""
    (work / "01_double.py").write_text(RIGHT)
    told = []

    def on_event(event):
        told.append((event.kind, event.step))
        if event.kind == "began" and len(told) < 4:
            os.kill(address().pid, signal.SIGKILL)

    with open_desk(server=True) as desk:
        record = check(desk, work, on_event=on_event)
    assert record.outcome is Outcome.PASSED
    assert len(told) == len(set(told))


def test_the_next_client_starts_another_server_after_a_crash(work):
    """An address that nobody answers at is no obstacle."""
    with open_desk(server=True) as desk:
        check(desk, work)
        first = address().pid
        os.kill(first, signal.SIGKILL)
        until(lambda: not is_alive(first))
    with open_desk(server=True) as desk:
        check(desk, work)
        assert desk._desks is None
    assert address().pid != first


def test_a_server_of_another_version_is_replaced(work, monkeypatch):
    """It is asked to stop, and one of this program is started."""
    with open_desk(server=True) as desk:
        check(desk, work)
    first = address()
    other = place.Address(first.family, first.where, first.key, first.pid, "another")
    place.write_address(place.folder(), other)
    with open_desk(server=True) as desk:
        check(desk, work)
    assert address().pid != first.pid
    until(lambda: not is_alive(first.pid))


def test_a_client_that_goes_away_ends_its_examination_alone(work):
    """The server goes on and answers the next one."""
    (work / "01_double.py").write_text(ENDLESS)
    cancellation = Cancellation()

    def on_event(event):
        if event.kind == "began":
            threading.Thread(target=cancellation.cancel).start()

    with open_desk(server=True) as desk:
        with pytest.raises(Cancelled):
            check(desk, work, on_event=on_event, cancellation=cancellation)
        assert check(desk, work, "total").outcome is Outcome.NOT_ATTEMPTED
        assert desk._desks is None
    log = (place.folder() / f"{place.name()}.log").read_text()
    assert "nobody waits any more" in log


def test_an_idle_server_ends(runtime):
    """It takes its address with it."""
    server = Server(place.folder(), Desks(), idle_seconds=0.3)
    thread = threading.Thread(target=server.run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert address() is None


def test_who_does_not_know_the_key_is_refused(runtime):
    """And keeps nobody else out meanwhile."""
    server = Server(place.folder(), Desks(), idle_seconds=60)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: address() is not None)
    told = address()
    stranger = place.Address(told.family, told.where, "00" * 32, told.pid, told.identity)
    assert _dial(stranger) is None
    connection = _connect(place.folder())
    assert connection is not None
    connection.close()
    server.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_stop_ends_it(work):
    """And says whether there was one."""
    assert not stop_server()
    with open_desk(server=True) as desk:
        check(desk, work)
    pid = address().pid
    assert stop_server()
    until(lambda: not is_alive(pid))
    assert not stop_server()


def test_a_long_path_is_no_obstacle(work, tmp_path, monkeypatch):
    """A socket's path may have about a hundred characters; then this machine alone."""
    long = tmp_path / ("x" * 120)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    (work / "01_double.py").write_text(RIGHT)
    with open_desk(server=True) as desk:
        assert check(desk, work).outcome is Outcome.PASSED
        assert desk._desks is None
    assert address().family == "AF_INET"
    stop_server()
