"""Notices, while student code runs, that a ready-made function does its work.

Found by what is called and not by reading text: aliases, imports and detours through
another library's wrapper change nothing. Informational: code that hides from a profiler
hides from this as well.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any


class Delegation:
    """The ready-made functions that were called so far, of those that are watched.

    names: such as `tf.nn.softmax` or `keras.metrics.Mean`; a class stands for making
           an object of it. A name that the installed library lacks is passed over.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.seen: set[str] = set()
        self._watched: dict[CodeType, str] = {}
        for name in names:
            code = _code_of(name)
            if code is not None:
                self._watched[code] = name

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch this thread for the length of the block."""
        if not self._watched:
            yield
            return
        before = sys.getprofile()
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(before if callable(before) else None)  # cProfile's is not

    def _note(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code in self._watched:
            self.seen.add(self._watched[frame.f_code])


def _code_of(name: str) -> CodeType | None:
    package, _, rest = name.partition(".")
    thing: Any = sys.modules.get("tensorflow" if package == "tf" else package)
    for attribute in rest.split("."):
        thing = getattr(thing, attribute, None)
    if inspect.isclass(thing):
        thing = thing.__init__
    if not callable(thing):
        return None
    return getattr(inspect.unwrap(thing), "__code__", None)
