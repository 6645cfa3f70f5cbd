"""The worker's session in a live kernel: further verbs, about what is there already."""

from __future__ import annotations

import builtins
import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from grader import datasets
from grader.live import cells
from grader.live.capture import Capture
from grader.live.definitions import bindings, used_names, written
from grader.sandbox.protocol import Fields, Scalar, Value
from grader.sandbox.values import ObjectTable
from grader.sandbox.worker import Session, binding_value

MAX_ANSWER_BYTES = 64 * 1024**2
MAX_SOURCE = 16 * 1024
MAX_NAMES = 500
_LIBRARY_LOG = re.compile(r"^[IWE]\d{4} \d\d:\d\d:\d\S* +\d+ \S+:\d+\] .*\n?", re.MULTILINE)
_FILE = re.compile(r'File "([^"\n]+)"')


class LiveSession(Session):
    """Answers about a namespace as it is.

    attach:  the step to be examined: its fixtures, and what it should not use.
    defined: the definitions of some names, in the order in which they ran.
    used:    the names that a function looks up when it runs.
    written: the source of a name's definition, or None.
    printed: what was printed since the last call, without the log of TensorFlow's C++, and
             how many bytes were cut.
    """

    def __init__(
        self, namespace: Mapping[str, Any], folder: Path, capture: Capture
    ) -> None:
        objects = ObjectTable(_DataSets(), MAX_ANSWER_BYTES)
        super().__init__(namespace, objects, folder, None, cells.file_name)
        self._names = namespace
        self._capture = capture
        self._verbs |= {
            "attach": self._attach,
            "defined": self._defined,
            "used": self._used,
            "written": self._written,
            "printed": self._printed,
        }

    def _describe(self, error: BaseException) -> Fields:
        """As for a worker; in a message, cells have the names that a notebook shows."""
        described = super()._describe(error)
        described["message"] = _FILE.sub(_shown_file, described.get("message", ""))
        return described

    def _attach(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        self._prepare(fields)
        return ()

    def _defined(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(map(binding_value, bindings(self._names, fields["names"])))

    def _written(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        known = written(self._names.get(fields["name"]))
        return (Scalar("str", known.text[:MAX_SOURCE] if known else ""),)

    def _used(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        used = used_names(self._names.get(fields["name"]))
        return tuple(Scalar("str", name) for name in sorted(used)[:MAX_NAMES])

    def _printed(self, _fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        text, cut = self._capture.take()
        text = _LIBRARY_LOG.sub("", text)
        return Scalar("str", text), Scalar("int", cut)


def _shown_file(file: re.Match[str]) -> str:
    return cells.file_name(file[1]) or file[0]


class _DataSets(Mapping[str, Any]):
    """Named parts of data sets, mapped when they are first asked for."""

    def __getitem__(self, name: str) -> Any:
        kind, _, part = name.partition(".")
        if kind != "mnist" or part not in datasets.KERAS_NAMES:
            raise KeyError(name)
        return getattr(datasets.mnist(), part)

    def __iter__(self) -> Iterator[str]:
        return (f"mnist.{part}" for part in datasets.KERAS_NAMES)

    def __len__(self) -> int:
        return len(datasets.KERAS_NAMES)


@contextlib.contextmanager
def nobody_types() -> Iterator[None]:
    """Let `input()` fail as it does for a worker, instead of asking the user."""

    def ask(prompt: object = "", /) -> NoReturn:
        raise EOFError("EOF when reading a line")

    before = builtins.input
    builtins.input = ask
    try:
        yield
    finally:
        builtins.input = before
