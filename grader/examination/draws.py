"""The inputs that a check draws, recorded once and drawn again as they were.

A student kit draws nothing: what numpy's generators give may differ between its versions,
and then the recorded findings would belong to other inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

import numpy as np

from grader.examination.frames import restored, stored
from grader.sandbox.protocol import Array, Frame, Value

Tape: TypeAlias = "dict[str, list[tuple[str, Value]]]"
"""For each generator (its place in the tree of `spawn`) the methods called, and results."""

IN_PLACE = frozenset({"shuffle", "bit_generator"})


class Recorder:
    """Draws as a generator does and notes what came."""

    def __init__(self, generator: np.random.Generator) -> None:
        self.tape: Tape = {}
        self._generator = generator
        self._place = ""
        self._children = 0

    def as_generator(self) -> np.random.Generator:
        """Itself, for a check."""
        return cast(np.random.Generator, self)

    def spawn(self, count: int) -> list[np.random.Generator]:
        """Generators of their own, on the same tape."""
        return [self._child(one) for one in self._generator.spawn(count)]

    def __getattr__(self, method: str) -> Callable[..., Any]:
        drawn = getattr(self._generator, method)

        def draw(*arguments: Any, **keywords: Any) -> Any:
            if method in IN_PLACE or "out" in keywords:
                raise TypeError(f"{method} changes an array in place, and is not recorded")
            result = drawn(*arguments, **keywords)
            self.tape.setdefault(self._place, []).append((method, stored(result)))
            return result

        return draw

    def _child(self, generator: np.random.Generator) -> np.random.Generator:
        child = Recorder(generator)
        child.tape, child._place = self.tape, f"{self._place}/{self._children}"
        self._children += 1
        return child.as_generator()


class Replay:
    """Draws what a recorder has noted, in the same order."""

    def __init__(self, tape: Tape, place: str = "") -> None:
        self._tape = tape
        self._place = place
        self._left = iter(tape.get(place, ()))
        self._children = 0

    def as_generator(self) -> np.random.Generator:
        """Itself, for a check."""
        return cast(np.random.Generator, self)

    def spawn(self, count: int) -> list[np.random.Generator]:
        """The recorded generators that were spawned at this point."""
        first, self._children = self._children, self._children + count
        places = (f"{self._place}/{n}" for n in range(first, self._children))
        return [Replay(self._tape, place).as_generator() for place in places]

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def draw(*_arguments: Any, **_keywords: Any) -> Any:
            recorded, value = next(self._left, ("nothing", None))
            if recorded != method or value is None:
                raise LookupError(f"{method} is drawn, and {recorded} was recorded")
            return _drawn(value)

        return draw


def _drawn(value: Value) -> Any:
    if isinstance(value, Array):
        return value.data.copy() if value.data.ndim else value.data[()]
    return restored(value)


def to_frame(tape: Tape) -> Frame:
    """A tape as a frame."""
    names = {place: [method for method, _ in drawn] for place, drawn in tape.items()}
    values = tuple(value for drawn in tape.values() for _, value in drawn)
    return Frame({"tape": names}, values)


def from_frame(frame: Frame) -> Tape:
    """The tape that a frame holds. Raises what damaged fields raise."""
    names: Mapping[str, list[str]] = frame.fields["tape"]
    values = iter(frame.values)
    return {
        place: [(method, next(values)) for method in methods]
        for place, methods in names.items()
    }
