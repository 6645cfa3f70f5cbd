"""Which lines of two sources match: long common runs of tokens, the longest first.

Greedy string tiling (Wise 1993) over the runs that hold a fingerprint worth showing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from grader.similarity.fingerprints import GRAM, grams
from grader.similarity.model import Span
from grader.similarity.tokens import Part, parts

MOST = 40
"""Spans of two sources."""

_MOST_PLACES = 20
"""Of one gram in a source; what is repeated more often shows nothing."""


@dataclass(frozen=True)
class _Run:
    """Grams that follow each other in a part of each source; both ends included."""

    one_part: int
    other_part: int
    one: int
    other: int
    grams: int


def spans(one: str, other: str, worth: AbstractSet[int]) -> tuple[Span, ...]:
    """The lines that match, longest run first, each token in one span at the most.

    worth: only runs with one of these fingerprints are shown.
    """
    first, second = parts(one), parts(other)
    taken_one: set[tuple[int, int]] = set()
    taken_other: set[tuple[int, int]] = set()
    found = []
    for run in _runs(first, second, worth):
        tokens = range(run.grams + GRAM - 1)
        here = {(run.one_part, run.one + n) for n in tokens}
        there = {(run.other_part, run.other + n) for n in tokens}
        if here & taken_one or there & taken_other:
            continue
        taken_one |= here
        taken_other |= there
        one_lines = first[run.one_part].lines[run.one : run.one + len(tokens)]
        other_lines = second[run.other_part].lines[run.other : run.other + len(tokens)]
        ends = (min(one_lines), max(one_lines), min(other_lines), max(other_lines))
        found.append(Span(*ends))
        if len(found) == MOST:
            break
    return tuple(dict.fromkeys(found))


def _runs(first: list[Part], second: list[Part], worth: AbstractSet[int]) -> list[_Run]:
    """Maximal common runs with something worth showing, longest first."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for part, each in enumerate(second):
        for place, gram in enumerate(grams(each).tolist()):
            if len(places[gram]) < _MOST_PLACES:
                places[gram].append((part, place))
    found = []
    for part, each in enumerate(first):
        open_runs: dict[tuple[int, int], tuple[int, bool]] = {}
        row = [*grams(each).tolist(), None]
        for place, gram in enumerate(row):
            met = (
                {(there, at - place) for there, at in places.get(gram, ())}
                if gram
                else set()
            )
            for key in [key for key in open_runs if key not in met]:
                start, shown = open_runs.pop(key)
                if shown:
                    there, shift = key
                    found.append(_Run(part, there, start, start + shift, place - start))
            for key in met:
                start, shown = open_runs.get(key, (place, False))
                open_runs[key] = (start, shown or gram in worth)
    found.sort(
        key=lambda run: (-run.grams, run.one_part, run.one, run.other_part, run.other)
    )
    return found
