"""How a started process gets its sockets: only that process, and each in its place."""

import contextlib
import socket
import subprocess
import sys
import threading

import pytest

from grader.sandbox import handover
from grader.sandbox.handover import Inherited, Loopback, NotConnected

ECHO = (
    "import sys\nfrom grader.sandbox.handover import receive\n"
    "for place, one in enumerate(receive(sys.argv[1])):\n"
    "    one.sendall(bytes([place]) + one.recv(9))\n"
    "print(sys.stdin.read() == '')"
)


def start(way, program=ECHO):
    return subprocess.Popen(
        [sys.executable, "-c", program, way.argument],
        stdout=subprocess.PIPE,
        **way.options,
    )


@pytest.fixture(params=[Inherited, Loopback])
def way(request):
    made = request.param(3)
    yield made
    made.close()


def test_each_socket_is_in_its_place_and_nothing_is_to_be_read(way):
    """What goes in at one end comes out at the other; standard input is empty."""
    with start(way) as process:
        sockets = way.sockets(process)
        way.close()
        for one in sockets:
            one.sendall(b"hello")
        assert [one.recv(9) for one in sockets] == [b"\0hello", b"\1hello", b"\2hello"]
        assert process.stdout.read().strip() == b"True"
        for one in sockets:
            one.close()


def test_an_end_of_the_child_is_heard(way):
    """No end of a child's sockets is left open here, so that its end closes them."""
    with start(way, ECHO.split("\nfor")[0] + "\nreceive(sys.argv[1])") as process:
        sockets = way.sockets(process)
        way.close()
        process.wait()
        for one in sockets:
            assert one.recv(9) == b""
            one.close()


def test_the_token_is_not_on_the_command_line_and_the_environment():
    """Others may read the command line of a process, and its children inherit the rest."""
    way = Loopback(1)
    told = f"{way.argument} {way.options}"
    assert way._token.decode() not in told
    way.close()


@pytest.mark.parametrize(
    "words",
    [b"", b"GET / HTTP/1.0\r\n\r\n", b"\xff" * 65, "without the place", "a wrong place"],
    ids=["silent", "a browser", "a guess", "no place", "wrong place"],
)
def test_strangers_are_turned_away(monkeypatch, words):
    """Whoever connects without the token gets nothing, and the child all the same."""
    monkeypatch.setattr(handover, "_STRANGER_SECONDS", 0.05)
    way = Loopback(2)
    if words == "without the place":
        words = way._token
    elif words == "a wrong place":
        words = way._token + b"\x02"
    stranger = socket.create_connection(way._listener.getsockname())
    with contextlib.suppress(OSError):
        stranger.sendall(words)
    with start(way) as process:
        ours = way.sockets(process)
        for one in ours:
            one.sendall(b"x")
        assert [one.recv(9) for one in ours] == [b"\0x", b"\1x"]
        with contextlib.suppress(ConnectionError):
            assert stranger.recv(9) == b""
        for one in (*ours, stranger):
            one.close()


def test_nobody_can_connect_afterwards():
    """The port is closed as soon as the child has its sockets."""
    way = Loopback(1)
    address = way._listener.getsockname()
    with start(way) as process:
        (ours,) = way.sockets(process)
        with pytest.raises(OSError):
            socket.create_connection(address, timeout=1).close()
        ours.close()


def test_only_this_machine_can_connect():
    """The port is bound to the loopback address, and not to all."""
    way = Loopback(1)
    assert way._listener.getsockname()[0] == "127.0.0.1"
    way.close()


@pytest.mark.parametrize("program", ["", "import time\ntime.sleep(60)"])
def test_a_child_that_does_not_connect_is_given_up(monkeypatch, program):
    """It ended before, or it is late; either way nothing stays open."""
    monkeypatch.setattr(handover, "SECONDS", 0.5 if program else 60)
    way = Loopback(1)
    with start(way, program) as process:
        with pytest.raises((NotConnected, OSError)):
            way.sockets(process)
        assert way._listener.fileno() == -1
        process.kill()


def test_an_answer_in_pieces_is_not_held_back():
    """A request of several pieces waits for no acknowledgement (TCP_NODELAY)."""
    way = Loopback(1)
    with start(way) as process:
        (ours,) = way.sockets(process)
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert ours.gettimeout() is None
        ours.close()


def test_several_children_at_once_get_their_own():
    """Each has a port and a token of its own."""
    answers = {}

    def one(number):
        way = Loopback(1)
        with start(way) as process:
            (ours,) = way.sockets(process)
            ours.sendall(b"%d" % number)
            answers[number] = ours.recv(9)
            ours.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: b"\0%d" % n for n in range(4)}
