"""Compares a class step by step, and adds up how surprising each pair is.

For a step with n sources, a fingerprint that d of them have weighs

    w = -log2((max(d - 2, 0) + m q) / (max(n - 2, 0) + m))      bits

the share of the others who have it, beyond the pair that is looked at, drawn towards a
prior share q of the strength of m students. What the course itself knows (reference,
alternatives, misconceptions) starts with q = 1/2 and m = 20, anything else with q = 1/4 and
m = 2. Below one bit a fingerprint is no longer *distinctive* and weighs nothing; those of
the stub never do. The score s of two sources is the weight that they share over the weight
of the one that has less. With p the share of pairs with at least that score,

    u = min(-ln p, shared bits * ln 2 / GRAM)

is the step's surprise. For independent students -ln p is exponentially distributed with
mean and deviation 1 (Fisher 1925, section 21.1); the bound says that overlapping
fingerprints count their tokens up to GRAM times, so that two short sources surprise nobody.
A pair is unusual by sum(v (u - 1)) / sqrt(sum(v ** 2)), where v is the root of the smaller
distinctive material in bits, at most 200.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.course import Course, Step
from grader.errors import UsageError
from grader.similarity.fingerprints import GRAM, fingerprints
from grader.similarity.model import Pair, StepPair, Work
from grader.similarity.spans import spans
from grader.similarity.tokens import parts

LISTED = 3.5
"""From here on a pair is listed: of independent made-up students 1 pair in 114,560, and
113 of 120 whole copies; docs/explanation/similarity.md tells how that was measured."""

FEWEST = 3
"""Distinctive fingerprints that both sources of a step need for it to say anything."""

_KNOWN = (20.0, 0.5)
_UNKNOWN = (2.0, 0.25)
_LEAST_BITS = 1.0
_MOST_BITS = 200.0
_PRIOR_PAIRS = 50.0
_BINS = 1000
_BLOCK = 4096

Matrix = npt.NDArray[np.float64]
Fingerprints = frozenset[int]


def similar(
    works: Sequence[Work],
    course: Course,
    stubs: Mapping[str, str],
    at_least: float = LISTED,
    most: int = 50,
    on_progress: Callable[[str], None] = lambda step: None,
) -> tuple[Pair, ...]:
    """The pairs that are alike beyond what the task explains, the most unusual first.

    stubs:       what students were given, by step; it counts for nothing.
    at_least:    the least `Pair.unusual` of a pair that is listed.
    most:        how many pairs are listed at most.
    on_progress: is told the id of each step that has been compared.

    Raises:
        UsageError: two works have one key, a work has a step that the course does not
            have, or `most` is not positive.
    """
    _require_sound(works, course, most)
    total = _Total(len(works))
    comparisons = []
    for step in course.steps:
        one = _compare(step, works, stubs.get(step.id, ""))
        total.add(one)
        comparisons.append(one)
        on_progress(step.id)
    return tuple(
        _pair(works, first, second, total, comparisons)
        for first, second in total.listed(at_least, most)
    )


def _require_sound(works: Sequence[Work], course: Course, most: int) -> None:
    if most < 1:
        raise UsageError(f"At least one pair has to be listed, not {most}.")
    repeated = [key for key, n in Counter(one.key for one in works).items() if n > 1]
    if repeated:
        raise UsageError(
            f"Two works belong to {repeated[0]!r}; compare one of each student."
        )
    for id in {step for work in works for step in work.texts}:
        course.step(id)


@dataclass(frozen=True)
class _Comparison:
    """A step of the class; matrices are (n, n) over all works, zero where one lacks it.

    weights: of the distinctive fingerprints.
    counts:  1 where both sources have enough to say anything.
    tail:    (bins + 1,) the share of pairs with at least a score of bin / bins.
    """

    step: str
    found: Mapping[int, Fingerprints]
    weights: Mapping[int, float]
    shared: Matrix
    smaller: Matrix
    counts: npt.NDArray[np.bool_]
    tail: Matrix

    def scores(self) -> Matrix:
        """The score of each pair, (n, n)."""
        return np.where(self.counts, self.shared / np.maximum(self.smaller, 1e-9), 0.0)

    def surprise(self) -> Matrix:
        """u of each pair, (n, n)."""
        chance = -np.log(self.tail[_bins(self.scores())])
        return np.minimum(chance, self.shared * (math.log(2) / GRAM))


class _Total:
    """Sums over the steps, (n, n) each."""

    def __init__(self, works: int) -> None:
        self.shared, self.smaller, self._beyond, self._squares = np.zeros((4, works, works))

    def add(self, one: _Comparison) -> None:
        """One more step."""
        self.shared += one.shared * one.counts
        self.smaller += one.smaller * one.counts
        square = np.minimum(one.smaller, _MOST_BITS) * one.counts
        self._beyond += np.sqrt(square) * (one.surprise() - 1)
        self._squares += square

    def unusual(self) -> Matrix:
        """How unusual each pair is; far below everything where nothing can be said."""
        nothing = self._squares == 0
        return np.where(nothing, -np.inf, self._beyond / np.sqrt(self._squares + nothing))

    def listed(self, at_least: float, most: int) -> list[tuple[int, int]]:
        """The pairs to list, the most unusual first; of equals the earlier works."""
        unusual = np.triu(self.unusual(), 1)
        unusual[np.tril_indices(len(unusual))] = -np.inf
        enough = np.argwhere(unusual >= max(at_least, np.finfo(float).min))
        order = np.argsort(-unusual[tuple(enough.T)], kind="stable")[:most]
        return [(int(first), int(second)) for first, second in enough[order]]


def _compare(step: Step, works: Sequence[Work], stub: str) -> _Comparison:
    given = fingerprints(parts(stub))
    found = {
        place: fingerprints(parts(work.texts[step.id])) - given
        for place, work in enumerate(works)
        if work.texts.get(step.id, "").strip()
    }
    known = _known(step)
    often = Counter(one for each in found.values() for one in each)
    weights = {one: _weight(n, len(found), one in known) for one, n in often.items()}
    weights = {one: bits for one, bits in weights.items() if bits >= _LEAST_BITS}
    own, number = np.zeros((2, len(works)))
    for place, each in found.items():
        bits = [weights[one] for one in each if one in weights]
        own[place], number[place] = sum(bits), len(bits)
    shared = _shared(found, weights, often, len(works))
    smaller = np.minimum.outer(own, own)
    counts = np.minimum.outer(number, number) >= FEWEST
    scores = np.where(counts, shared / np.maximum(smaller, 1e-9), 0.0)
    tail = _tail(scores[np.triu(counts, 1)])
    return _Comparison(step.id, found, weights, shared, smaller, counts, tail)


def _weight(have: int, sources: int, known: bool) -> float:
    strength, share = _KNOWN if known else _UNKNOWN
    others = max(have - 2, 0) + strength * share
    return -math.log2(others / (max(sources - 2, 0) + strength)) + 1e-9


def _known(step: Step) -> Fingerprints:
    """Fingerprints of what the course itself holds for a step, right and wrong."""
    texts = [step.solution.source]
    texts += [
        path.read_text("utf-8") for path in sorted(step.folder.glob("alternatives/*.py"))
    ]
    if step.mistakes is not None:
        texts.append(step.mistakes.source)
    return frozenset().union(*(fingerprints(parts(text)) for text in texts))


def _shared(
    found: Mapping[int, Fingerprints],
    weights: Mapping[int, float],
    often: Mapping[int, int],
    works: int,
) -> Matrix:
    """The weight that each two sources have in common, (works, works), zero diagonal."""
    shared = np.zeros((works, works))
    columns = [one for one in sorted(weights) if often[one] > 1]
    for start in range(0, len(columns), _BLOCK):
        block = {one: n for n, one in enumerate(columns[start : start + _BLOCK])}
        has = np.zeros((works, len(block)), np.float32)
        for place, each in found.items():
            has[place, [block[one] for one in each if one in block]] = 1
        bits = np.array([weights[one] for one in block], np.float32)
        shared += (has * bits) @ has.T
    np.fill_diagonal(shared, 0)
    return shared


def _bins(scores: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    return np.minimum((scores * _BINS + 1e-3).astype(np.intp), _BINS)


def _tail(scores: Matrix) -> Matrix:
    """The share of pairs at or above each bin, apart from the pair that is looked at.

    A class of a few students cannot say what is usual: the shares that were measured for
    the course's made-up class, exp(-1 - 1.5 score), stand in with the weight of 50 pairs.
    """
    counts = np.bincount(_bins(scores), minlength=_BINS + 1)
    above = np.maximum(np.cumsum(counts[::-1])[::-1] - 1, 0)
    usual = np.exp(-1 - 1.5 * np.linspace(0, 1, _BINS + 1))
    pairs = max(len(scores) - 1, 0) + _PRIOR_PAIRS
    return np.asarray((above + _PRIOR_PAIRS * usual) / pairs)


def _pair(
    works: Sequence[Work],
    first: int,
    second: int,
    total: _Total,
    comparisons: Sequence[_Comparison],
) -> Pair:
    one, other = works[first], works[second]
    steps = []
    for each in comparisons:
        if each.counts[first, second] and each.shared[first, second] > 0:
            score = float(min(each.scores()[first, second], 1.0))
            both = each.found[first] & each.found[second] & each.weights.keys()
            expected = float(each.tail[_bins(np.array(score))])
            lines = spans(one.texts[each.step], other.texts[each.step], both)
            telling = float(each.surprise()[first, second])
            steps.append((telling, StepPair(each.step, score, len(both), expected, lines)))
    steps.sort(key=lambda step: -step[0])
    return Pair(
        one=one.key,
        other=other.key,
        score=float(min(total.shared[first, second] / total.smaller[first, second], 1.0)),
        unusual=float(total.unusual()[first, second]),
        steps=tuple(step for _, step in steps),
    )
