"""A worker that speaks the protocol in bad faith: whatever it sends is data, or nothing.

The worker here is a thread with the other end of the conversation, so that it can send
bytes that no honest one would.
"""

import contextlib
import io
import os
import random
import socket
import struct
import threading
import time

import msgpack
import numpy as np
import pytest

from grader.examination.check import check, close, is_true
from grader.examination.conversation import Budget, hold
from grader.records import Limits, Outcome, Reason
from grader.sandbox.client import Channels, Failure, Worker
from grader.sandbox.places import Place, new_folder
from grader.sandbox.protocol import Array, Frame, Handle, Items, Scalar, encode

LIMITS = Limits(call_cpu_seconds=0.2, wall_factor=5, answer_bytes=1024**2)


class Gone:
    """A process that has ended and cannot be hurt."""

    pid = 2**22 + 1

    def interrupt(self):
        pass

    def kill(self):
        pass

    def wait(self, seconds):
        return 0


def raw(header, payload=b""):
    packed = header if isinstance(header, bytes) else msgpack.packb(header)
    return struct.pack("!II", len(packed), len(payload)) + packed + payload


def frame(fields, *values):
    return b"".join(bytes(chunk) for chunk in encode(Frame(fields, values)))


@contextlib.contextmanager
def facing(script):
    """A worker whose other end follows a script: a function of the socket."""
    ours, theirs = socket.socketpair()
    out, out_end = os.pipe()
    err, err_end = os.pipe()
    channels = Channels(ours, io.FileIO(out), io.FileIO(err))

    def play():
        with contextlib.suppress(OSError):
            script(theirs)

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        with Worker(Gone(), channels, Place(new_folder()), LIMITS) as worker:
            yield worker
    finally:
        theirs.close()
        os.close(out_end)
        os.close(err_end)
        thread.join(5)


def ask(worker):
    return worker.ask("call", (), cpu_limit=0.2, keywords=[])


def after_the_request(*chunks):
    """Wait for the request, then send some bytes."""

    def script(theirs):
        theirs.recv(1 << 16)
        for chunk in chunks:
            theirs.sendall(chunk)
        theirs.recv(1)

    return script


def slow_drip(theirs):
    theirs.recv(1 << 16)
    for byte in frame({"id": 1}, Scalar("int", 1)) * 50:
        theirs.sendall(bytes([byte]))
        time.sleep(0.1)


def flood(theirs):
    theirs.recv(1 << 16)
    for _ in range(100_000):
        theirs.sendall(frame({"id": 1}, Scalar("int", 1)))


def hang_up(theirs):
    theirs.recv(1 << 16)
    theirs.close()


def silence(theirs):
    theirs.recv(1 << 16)
    theirs.recv(1)


DEEP = Items("list", ())
for _ in range(11):
    DEEP = Items("list", (DEEP,))
LIES = {
    "garbage": after_the_request(b"\xff" * 64),
    "zeros": after_the_request(bytes(64)),
    "half a frame, then silence": after_the_request(frame({"id": 1})[:-1]),
    "an announced giant": after_the_request(struct.pack("!II", 2**31, 2**31)),
    "too much for one answer": after_the_request(
        frame({"id": 1}, Array("ndarray", np.zeros(10**6)))
    ),
    "another number": after_the_request(frame({"id": 2}, Scalar("int", 1))),
    "no number": after_the_request(frame({}, Scalar("int", 1))),
    "a number that is text": after_the_request(frame({"id": "1"}, Scalar("int", 1))),
    "a number that is true": after_the_request(raw([{"id": [1]}, []])),
    "two answers": after_the_request(frame({"id": 1}) * 2),
    "a request in place of an answer": after_the_request(
        frame({"id": 2, "verb": "load", "parts": []})
    ),
    "an error of another kind": after_the_request(frame({"id": 1, "error": "passed"})),
    "an error without parts": after_the_request(
        frame({"id": 1, "error": {"kind": "exception", "type": 7}})
    ),
    "an unknown error": after_the_request(frame({"id": 1, "error": {"kind": "passed"}})),
    "extension types": after_the_request(raw([{"id": 1}, [msgpack.ExtType(5, b"x")]])),
    "not a pair": after_the_request(raw({"id": 1})),
    "a deep header": after_the_request(raw(b"\x91" * 100_000)),
    "an array that lacks its bytes": after_the_request(
        raw([{"id": 1}, [["array", "ndarray", "float64", [10**6], 0, 8, None]]])
    ),
    "an unknown tag": after_the_request(raw([{"id": 1}, [["verdict", "passed"]]])),
    "silence": silence,
    "slow drip": slow_drip,
    "hang up": hang_up,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_a_failure_and_never_a_result(lie):
    """One request, one failure with an outcome of the student's; the worker is done for."""
    with facing(LIES[lie]) as worker:
        with pytest.raises(Failure) as raised:
            ask(worker)
        assert raised.value.outcome in (
            Outcome.ERRORED,
            Outcome.CRASHED,
            Outcome.TIMED_OUT,
        )
        assert raised.value.reason in (
            Reason.MALFORMED,
            Reason.EXIT,
            Reason.WALL_TIME,
        )
        assert worker.broken


def test_an_answer_that_comes_too_early_is_none():
    """What was sent before the request cannot answer it."""

    def script(theirs):
        theirs.sendall(frame({"id": 1}, Scalar("int", 1)) * 2)
        theirs.recv(1 << 16)
        theirs.recv(1)

    with facing(script) as worker, pytest.raises(Failure) as raised:
        ask(worker)
    assert raised.value.reason is Reason.MALFORMED


def test_a_flood_is_one_answer_at_most():
    """The first frame may be an answer; what follows it uninvited ends the conversation."""
    with facing(flood) as worker:
        with contextlib.suppress(Failure):
            assert ask(worker) == (Scalar("int", 1),)
        if not worker.broken:
            with pytest.raises(Failure) as raised:
                ask(worker)
            assert raised.value.reason is Reason.MALFORMED


def test_random_bytes_never_get_through():
    """Two hundred scripts of random bytes, some of which begin as frames do."""
    generator = random.Random(7)
    for _ in range(200):
        noise = generator.randbytes(generator.randrange(1, 200))
        if generator.random() < 0.5:
            noise = struct.pack("!II", len(noise), generator.randrange(3)) + noise

        def script(theirs, noise=noise):
            theirs.recv(1 << 16)
            theirs.sendall(noise)
            theirs.close()

        with facing(script) as worker, pytest.raises(Failure):
            ask(worker)


@check("a promise", points=10)
def promise(subject, rng):
    """Two questions, of which the second uses the first's answer."""
    first = subject.f(rng.normal(size=3))
    return {"again": close(first(1)), "kept": is_true(first.number() == 1.0)}


@pytest.mark.parametrize(
    "answer",
    [
        Handle(10**9, "Invented"),
        Handle(-1, ""),
        Handle(1, "x" * 300),
        Items("tuple", (Handle(5, "object"),) * 100),
        Scalar("str", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
        Scalar("float", float("nan")),
        Array("ndarray", np.full(3, np.nan)),
        DEEP,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_it_answers_is_judged_and_not_believed(answer):
    """Any value is either refused or compared; none makes a check raise."""

    def script(theirs):
        number = 0
        while data := theirs.recv(1 << 16):
            number += data.count(b"verb")
            theirs.sendall(frame({"id": number}, answer))

    with facing(script) as worker:
        held = hold(promise, "00_step", worker, Budget(LIMITS), LIMITS, "seed", {})
    assert held.failed is not None or not held.findings["kept"].value
