"""Records as bytes and back: what a store keeps and what crosses between examiners.

MessagePack of the dataclasses in `grader.records`, deflated. Decoding checks every type;
nothing is unpickled, so bytes from anywhere can at most be refused.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from typing import Any, TypeVar

import msgspec

from grader.errors import GraderFault

T = TypeVar("T")
MAX_DECODED_BYTES = 1024**3
_LEVEL = 3


class MalformedRecord(GraderFault):
    """Bytes that are no record of the kind that was expected."""


_DECODERS: dict[Any, msgspec.msgpack.Decoder[Any]] = {}
_LOCK = threading.Lock()


def _decoder(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    """The decoder of a type, made once and by one thread.

    msgspec 0.22 crashes when one thread decodes a dataclass that holds itself (`Value`)
    while another is still working out its fields.
    """
    with _LOCK:
        if kind not in _DECODERS:
            _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
        return _DECODERS[kind]


def encode(record: Any) -> bytes:
    """A record, or a tuple of records, as bytes.

    Half of a surrogate pair, which no encoding has, becomes U+FFFD.
    """
    return zlib.compress(_plain(record), _LEVEL)


def digest(record: Any) -> str:
    """SHA-256 (hex) of a record, or of a tuple of records."""
    return hashlib.sha256(_plain(record)).hexdigest()


def _plain(record: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(record)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(_encodable(msgspec.to_builtins(record)))


def _encodable(plain: Any) -> Any:
    match plain:
        case str():
            return plain.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_encodable(key): _encodable(value) for key, value in plain.items()}
        case list() | tuple():
            return [_encodable(one) for one in plain]
        case _:
            return plain


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
        return _decoder(kind).decode(plain)
    except (zlib.error, msgspec.DecodeError) as error:
        raise MalformedRecord(f"no {kind.__name__}: {error}") from error
