"""Records as bytes and back; whatever the bytes are, nothing but a refusal happens."""

import math
import subprocess
import sys
import zlib

import msgspec
import pytest
from conftest import grade_files
from hypothesis import given
from hypothesis import strategies as st

from grader.codec import MalformedRecord, decode, encode
from grader.records import Output, SubmissionRecord, Value
from grader.submissions import StepFile, Submission

WRONG = (
    "def double(x):\n    print('ü' * 9)\n    return x\n\ndef half(x):\n    return 1 / 0\n"
)


@pytest.fixture(scope="module")
def record(toy_setting, tmp_path_factory):
    folder = tmp_path_factory.mktemp("codec") / "s"
    return grade_files(toy_setting, folder, {"double.py": WRONG})


def test_a_record_comes_back_equal(record):
    """Calls, findings, differences, problems, output: all of it."""
    assert record.steps[0].checks[0].calls
    assert decode(encode(record), SubmissionRecord) == record


def test_a_submission_comes_back_equal():
    """Its files are bytes of any kind, a pickle among them, which stays bytes."""
    bomb = b"cos\nsystem\n(S'true'\ntR."
    submission = Submission("ü", "n", "s", (StepFile("01_double", "d.py", bomb),), ("a",))
    assert decode(encode(submission), Submission) == submission


def test_numbers_that_json_lacks_come_back():
    """NaN and infinities are what they were."""
    value = decode(encode(Value("list", data=[math.nan, math.inf])), Value)
    assert math.isnan(value.data[0])
    assert value.data[1] == math.inf


CROWD = """
import sys, threading
from grader.codec import decode, encode
from grader.records import *
sys.setswitchinterval(1e-6)
value = Value("tuple", items=(Value("int", data=1),))
finding = FindingRecord("x", True, Reason.CORRECT, "close", {}, value, value)
check = CheckRecord(
    "a", "b", "h", Outcome.PASSED, Reason.CORRECT, 1.0, 1.0, "visible", (finding,)
)
step = StepRecord("a", "t", Outcome.PASSED, Reason.CORRECT, 1.0, 1.0, 0.1, 0.1, (check,))
whole = SubmissionRecord("a", "b", "c", "graded", 1.0, 1.0, 0.1, 0.1, (step,))
start = threading.Barrier(8)
def work(record):
    start.wait()
    assert decode(encode(record), type(record)) == record
threads = [threading.Thread(target=work, args=(r,)) for r in [step, whole] * 4]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_many_threads_decode_at_once():
    """The first decoding is done by several threads: a crash here ended whole runs."""
    for _ in range(10):
        subprocess.run([sys.executable, "-c", CROWD], check=True)


def test_half_a_surrogate_pair_is_replaced():
    """A notebook's JSON can hold one; a record with it can still be kept."""
    assert decode(encode(Output("a\ud800b", 3)), Output) == Output("a?b", 3)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_right(content):
    """Neither another exception nor a record of another shape."""
    for bytes_ in (content, zlib.compress(content)):
        try:
            decoded = decode(bytes_, Output)
        except MalformedRecord:
            continue
        assert isinstance(decoded.text, str)
        assert isinstance(decoded.cut_bytes, int)


def test_other_types_and_cut_bytes_are_refused(record):
    """Truncated, extended, of another type: each is said, none is guessed."""
    whole = encode(record)
    other = zlib.compress(msgspec.msgpack.encode({"text": 3, "cut_bytes": "x"}))
    for content in (whole[:-5], b"", encode(Output("x")), other):
        with pytest.raises(MalformedRecord):
            decode(content, SubmissionRecord)


def test_a_bomb_is_refused(monkeypatch):
    """A megabyte that inflates to more than allowed is not inflated whole."""
    monkeypatch.setattr("grader.codec.MAX_DECODED_BYTES", 10_000)
    with pytest.raises(MalformedRecord, match="too long"):
        decode(zlib.compress(b"\0" * 10**7), Output)
