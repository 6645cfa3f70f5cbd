"""Records as bytes and back: what a store keeps and what crosses between examiners.

MessagePack of the dataclasses in `grader.records`, deflated. Decoding checks every type;
nothing is unpickled, so bytes from anywhere can at most be refused.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

import msgspec

from grader.errors import GraderFault

T = TypeVar("T")
MAX_DECODED_BYTES = 1024**3
_LEVEL = 3


class MalformedRecord(GraderFault):
    """Bytes that are no record of the kind that was expected."""


def encode(record: Any) -> bytes:
    """A record, or a tuple of records, as bytes."""
    return zlib.compress(msgspec.msgpack.encode(record), _LEVEL)


def decode(content: bytes, kind: type[T]) -> T:
    """The record of type `kind` that some bytes hold.

    Raises:
        MalformedRecord: they hold something else, or more than 1 GiB.
    """
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(content, MAX_DECODED_BYTES)
        if inflater.unconsumed_tail or not inflater.eof:
            raise MalformedRecord("too long, or cut off")
        return msgspec.msgpack.decode(plain, type=kind)
    except (zlib.error, msgspec.DecodeError) as error:
        raise MalformedRecord(f"no {kind.__name__}: {error}") from error
