"""Holds back what is printed during a check, in its order, up to a bound."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import secrets
import sys
import threading
from collections.abc import Sequence
from typing import Any, TextIO

STREAMS = (1, 2)
SYNC_SECONDS = 1.0


class Capture:
    """Printing of Python code and of libraries (`tf.print`), for the length of a block.

    most: bytes that are kept between two calls of `take`; of more only the number.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._mark = b"\0" + secrets.token_hex(16).encode() + b"\0"
        self._marked = threading.Event()
        self._lock = threading.Lock()
        self._kept = bytearray()
        self._cut = 0

    def __enter__(self) -> Capture:
        _flush(sys.stdout, sys.stderr)
        read, self._write = os.pipe()
        self._reader = threading.Thread(target=self._read, args=(read,), daemon=True)
        self._reader.start()
        self._descriptors = [(one, os.dup(one)) for one in STREAMS if _is_open(one)]
        for descriptor, _ in self._descriptors:
            os.dup2(self._write, descriptor)
        self._before = sys.stdout, sys.stderr
        self._held = _Held(self._write, sys.stdout)
        self._stream = _text_stream(self._held)
        self._handlers = [(one, one.stream) for one in _handlers(self._before)]
        for handler, _ in self._handlers:
            handler.setStream(self._stream)
        sys.stdout = sys.stderr = self._stream
        return self

    def __exit__(self, *_: object) -> None:
        _flush(self._stream, sys.stdout, sys.stderr)
        sys.stdout, sys.stderr = self._before
        for handler, stream in self._handlers:
            handler.setStream(stream)
        for descriptor, copy in self._descriptors:
            os.dup2(copy, descriptor)
            os.close(copy)
        self._held.let_go()
        os.close(self._write)
        self._reader.join(SYNC_SECONDS)

    def take(self) -> tuple[str, int]:
        """What was printed since the last call, and how many bytes of it are left out."""
        _flush(self._stream, sys.stdout, sys.stderr)
        self._marked.clear()
        os.write(self._write, self._mark)
        self._marked.wait(SYNC_SECONDS)
        with self._lock:
            text, cut = self._kept.decode("utf-8", "replace"), self._cut
            self._kept.clear()
            self._cut = 0
        return text, cut

    def _read(self, descriptor: int) -> None:
        pending = b""
        with open(descriptor, "rb", buffering=0) as stream:
            while data := stream.read(1 << 16):
                *whole, pending = (pending + data).split(self._mark)
                for part in whole:
                    self._keep(part)
                    self._marked.set()
                room = len(self._mark) - 1  # the mark may be on its way
                self._keep(pending[:-room])
                pending = pending[-room:]
        self._keep(pending)

    def _keep(self, data: bytes) -> None:
        with self._lock:
            kept = data[: max(0, self._most - len(self._kept))]
            self._kept += kept
            self._cut += len(data) - len(kept)


def _flush(*streams: TextIO) -> None:
    for stream in streams:
        with contextlib.suppress(Exception):  # a stream of the user's may do anything
            stream.flush()


def _handlers(streams: Sequence[Any]) -> list[logging.StreamHandler[Any]]:
    """The handlers of all loggers that write to one of some streams."""
    loggers = [logging.getLogger(), *list(logging.root.manager.loggerDict.values())]
    return [
        handler
        for logger in loggers
        if isinstance(logger, logging.Logger)
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream in streams
    ]


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class _Held(io.RawIOBase):
    """Writes into a pipe, and where text went before once the pipe is gone.

    Something of the user's may have kept the stream.
    """

    def __init__(self, descriptor: int, before: TextIO) -> None:
        super().__init__()
        self._descriptor: int | None = descriptor
        self._before = before

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if self._descriptor is not None:
            return os.write(self._descriptor, data)
        self._before.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def let_go(self) -> None:
        self._descriptor = None


def _text_stream(held: _Held) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(held),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=True,
    )
