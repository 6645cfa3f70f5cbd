"""What is compared, and what comes of it: frozen plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """What one student wrote.

    key:   stands for the student.
    name:  as it is shown.
    texts: the source of each step, by the step's id; of a notebook the source of the
           cells that define the step.
    """

    key: str
    name: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Span:
    """Lines that match, from 1, both ends included: in one's source and in the other's."""

    one_start: int
    one_end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class StepPair:
    """A step of two students.

    score:   share of the distinctive material of the one who has less of it that the other
             has as well, 0 to 1.
    shared:  how many distinctive fingerprints both have.
    expected: the share of the pairs of the class that are at least as alike in this step.
    spans:   where, longest first; they may be empty when only short pieces match.
    """

    step: str
    score: float
    shared: int
    expected: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Pair:
    """Two students whose work is alike.

    score:   of all steps together that both have and that are long enough to say anything:
             the weight of the distinctive fingerprints that both have, divided by the
             weight of those of the one who has less. 0 to 1.
    unusual: how far beyond what independent students of such a class reach, in standard
             deviations; `grader.similarity.comparison` has the formula. Independent
             students are around -2.
    steps:   those that speak for it, the most telling first.
    """

    one: str
    other: str
    score: float
    unusual: float
    steps: tuple[StepPair, ...]
