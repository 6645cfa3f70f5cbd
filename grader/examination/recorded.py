"""What a student kit holds of a step: inputs that were drawn, and what was answered.

    recorded.bin   MessagePack, deflated:
                   {draws: {check: frame}, held: {who: {check: frame}}}

`who` is `reference`, or the function of a misconception. A kit is complete: of each
visible check it holds the inputs, the reference's answers and every misconception's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from grader import codec
from grader.errors import CourseError, GraderFault
from grader.examination import draws, frames
from grader.examination.check import Check
from grader.examination.conversation import Held
from grader.examination.draws import Replay, Tape
from grader.language import sentence
from grader.sandbox import protocol
from grader.sandbox.protocol import Frame, MalformedFrame

if TYPE_CHECKING:
    from grader.course import Step

T = TypeVar("T")
_DAMAGE = (OSError, GraderFault, MalformedFrame, LookupError, TypeError, ValueError)


@dataclass
class Recording:
    """Of one step: tapes by check, and conversations by who held them and check."""

    tapes: dict[str, Tape] = field(default_factory=dict)
    held: dict[str, dict[str, Held]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Stored:
    draws: dict[str, bytes]
    held: dict[str, dict[str, bytes]]


def write(path: Path, recording: Recording) -> None:
    """Write a recording. Raises `MalformedFrame` when a finding cannot be recorded."""
    content = _Stored(
        {id: _bytes(draws.to_frame(tape)) for id, tape in recording.tapes.items()},
        {
            who: {id: _bytes(frames.to_frame(held)) for id, held in by_check.items()}
            for who, by_check in recording.held.items()
        },
    )
    path.write_bytes(codec.encode(content))


def read(path: Path) -> Recording:
    """Read a recording. Raises `CourseError`."""
    try:
        content = codec.decode(path.read_bytes(), _Stored)
        tapes = _decoded(content.draws, draws.from_frame)
        held = {who: _decoded(one, frames.from_frame) for who, one in content.held.items()}
    except _DAMAGE as error:
        raise CourseError(sentence("kit.damaged"), str(path)) from error
    return Recording(tapes, held)


def _decoded(parts: Mapping[str, bytes], parse: Callable[[Frame], T]) -> dict[str, T]:
    return {id: parse(protocol.decode(content)) for id, content in parts.items()}


class RecordedFindings:
    """A student kit's findings: those of every visible check, read when they are needed.

    Thread-safe.
    """

    def __init__(self) -> None:
        self._read: dict[str, Recording] = {}
        self._lock = threading.Lock()

    def get(self, step: Step, who: str, check: Check, seed: str) -> Held:
        """What was recorded. Raises `CourseError` when the kit lacks it."""
        return self._of(step, self._recording(step).held.get(who, {}), check)

    def put(self, step: Step, who: str, check: Check, seed: str, held: Held) -> None:
        """Never called, since nothing is missing."""
        raise CourseError(f"nothing is to be recorded of {who}", str(step.recorded))

    def draws(self, step: Step, check: Check) -> np.random.Generator:
        """The check's inputs as they were drawn when the kit was made."""
        tape = self._of(step, self._recording(step).tapes, check)
        return Replay(tape).as_generator()

    @staticmethod
    def _of(step: Step, known: Mapping[str, T], check: Check) -> T:
        if check.id not in known:
            raise CourseError(sentence("kit.damaged"), str(step.recorded))
        return known[check.id]

    def _recording(self, step: Step) -> Recording:
        with self._lock:
            if step.id not in self._read:
                assert step.recorded is not None
                self._read[step.id] = read(step.recorded)
            return self._read[step.id]


def _bytes(frame: Frame) -> bytes:
    return b"".join(protocol.encode(frame))
