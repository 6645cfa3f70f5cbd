"""Frames survive the trip, and nothing but a frame is taken for one."""

import contextlib
import struct

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import protocol
from grader.sandbox.protocol import (
    Array,
    Frame,
    FrameReader,
    Handle,
    Items,
    MalformedFrame,
    Pairs,
    Reference,
    Scalar,
    decode,
    encode,
)


def bytes_of(frame: Frame) -> bytes:
    return b"".join(bytes(chunk) for chunk in encode(frame))


def raw(header: object, payload: bytes = b"") -> bytes:
    packed = header if isinstance(header, bytes) else msgpack.packb(header)
    return struct.pack("!II", len(packed), len(payload)) + packed + payload


VALUES = [
    Scalar("NoneType", None),
    Scalar("bool", True),
    Scalar("int", -(2**63)),
    Scalar("float", float("inf")),
    Scalar("str", "naïve \u202e"),
    Scalar("dtype", "float32"),
    Handle(7, "Sequential"),
    Reference("name", "softmax"),
    Reference("data", "mnist.train_images"),
    Items("tuple", (Scalar("int", 1), Items("list", ())), 3),
    Items("iterator", (Scalar("int", 1),)),
    Pairs(((Scalar("str", "a"), Scalar("int", 1)),), 4),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_arrives_as_it_was_sent(value):
    """Every kind of value survives encoding and decoding."""
    assert decode(bytes_of(Frame({"id": 1}, (value,)))) == Frame({"id": 1}, (value,))


@pytest.mark.parametrize("dtype", sorted(protocol.DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_an_array_arrives_bit_by_bit(dtype, shape):
    """Arrays of every dtype keep kind, dtype, shape and bytes."""
    data = np.ones(shape, dtype)
    (got,) = decode(bytes_of(Frame({}, (Array("tf.Tensor", data, 2),)))).values
    assert (got.kind, got.data.dtype, got.data.shape, got.handle) == (
        "tf.Tensor",
        data.dtype,
        shape,
        2,
    )
    assert got.data.tobytes() == data.tobytes()


def test_frames_are_found_in_a_stream_cut_anywhere():
    """A reader fed one byte at a time yields every frame once."""
    stream = bytes_of(Frame({"id": 1}, tuple(VALUES))) + bytes_of(Frame({"id": 2}))
    reader = FrameReader()
    found = [frame for n in range(len(stream)) for frame in reader.feed(stream[n : n + 1])]
    assert [frame.fields["id"] for frame in found] == [1, 2]


ARRAY = ["array", "ndarray", "float32", [2], 8, None]
BAD = {
    "not msgpack": raw(b"\xc1"),
    "not a pair": raw([{}]),
    "fields no map": raw([[], []]),
    "unknown value": raw([{}, [["thing", 1]]]),
    "bool as int": raw([{}, [["int", True]]]),
    "text as float": raw([{}, [["float", "1.0"]]]),
    "extension": raw(msgpack.packb([{}, [msgpack.ExtType(1, b"x")]])),
    "bytes as text": raw([{"a": b"x"}, []]),
    "deep fields": raw(b"\x92\x81\xa1a" + b"\x91" * 2000 + b"\xc0" + b"\x90"),
    "array too short": raw([{}, [ARRAY]], b"1234"),
    "payload too long": raw([{}, [ARRAY]], b"123456789"),
    "negative length": raw(
        [{}, [["array", "ndarray", "float32", [-2], 8, None]]], b"12345678"
    ),
    "shape overflows": raw([{}, [["array", "ndarray", "int8", [2**31] * 3, 0, None]]]),
    "rank": raw([{}, [["array", "ndarray", "int8", [1] * 40, 1, None]]], b"1"),
    "object dtype": raw([{}, [["array", "ndarray", "object", [1], 8, None]]], b"12345678"),
    "bool bytes": raw([{}, [["array", "ndarray", "bool", [1], 1, None]]], b"\x02"),
    "handle is text": raw([{}, [["array", "ndarray", "int8", [1], 1, "x"]]], b"1"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_frame_is_refused(name):
    """Bytes that break the grammar raise MalformedFrame and nothing else."""
    with pytest.raises(MalformedFrame):
        decode(BAD[name])


def test_nested_values_end_at_a_depth():
    """Lists nested deeper than the limit are refused."""
    value: list[object] = ["list", [], None]
    for _ in range(protocol.MAX_DEPTH + 1):
        value = ["list", [value], None]
    with pytest.raises(MalformedFrame):
        decode(raw([{}, [value]]))


def test_an_announced_giant_is_refused_before_it_is_read():
    """The lengths alone are enough to refuse a frame."""
    with pytest.raises(MalformedFrame):
        list(FrameReader(1000).feed(struct.pack("!II", 10, 1001)))
    with pytest.raises(MalformedFrame):
        list(FrameReader().feed(struct.pack("!II", 2**31, 0)))


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_no_bytes_crash_the_decoder(header, payload):
    """Whatever arrives is a frame or malformed."""
    with contextlib.suppress(MalformedFrame):
        decode(raw(header, payload))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(st.lists(plain, max_size=4))
def test_no_structure_crashes_the_decoder(tagged):
    """Well-formed msgpack of the wrong grammar is malformed too."""
    with contextlib.suppress(MalformedFrame):
        decode(raw([{}, tagged]))
