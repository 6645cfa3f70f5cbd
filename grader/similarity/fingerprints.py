"""Winnowing: few fingerprints of a text, chosen so that long common parts share some.

Schleimer, Wilkerson and Aiken: Winnowing: Local Algorithms for Document Fingerprinting,
SIGMOD 2003.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from grader.similarity.tokens import Part

GRAM = 8
"""Tokens in a gram (k of the paper): nothing shorter is ever noticed."""

WINDOW = 3
"""Grams in a window (w of the paper): 10 common tokens (w + k - 1) always are."""

Hashes: TypeAlias = npt.NDArray[np.uint64]
_FACTOR = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_FACTOR, n, 2**64) for n in range(GRAM, 0, -1)], np.uint64)


def grams(part: Part) -> Hashes:
    """A hash for every run of `GRAM` tokens, (tokens - GRAM + 1,); the same in each run."""
    if len(part.words) < GRAM:
        return np.zeros(0, np.uint64)
    numbers = np.array([_number(word) for word in part.words], np.uint64)
    mixed = np.convolve(numbers, _POWERS, "valid")
    return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(_FACTOR)


def winnowed(hashes: Hashes) -> npt.NDArray[np.intp]:
    """Positions of the rightmost smallest hash of every window, ascending."""
    size = min(WINDOW, len(hashes))
    if size == 0:
        return np.zeros(0, np.intp)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, size)
    last = size - 1 - windows[:, ::-1].argmin(axis=1)
    return np.unique(np.arange(len(windows)) + last)


def fingerprints(parts: list[Part]) -> frozenset[int]:
    """The fingerprints of a source."""
    found: set[int] = set()
    for part in parts:
        hashes = grams(part)
        found.update(hashes[winnowed(hashes)].tolist())
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
