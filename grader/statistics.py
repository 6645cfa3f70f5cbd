"""What numbers say about a class. Pure functions; nothing here knows a page or a file.

Shares are of the points possible: 1.0 is everything. All values that go in are finite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.marks import Mark, StepMark

FEWEST_FOR_DISCRIMINATION = 20
"""Below it a correlation of a class is mostly chance (its standard error is over 0.2)."""


@dataclass(frozen=True)
class Bin:
    """How many shares lie from `low` on and below `high`; the last bin holds `high`."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Item:
    """A step as an item of a test.

    count:          students whose points for it are known.
    difficulty:     their mean share of its points; low is hard. None without any.
    discrimination: the corrected item-total correlation; None where it means nothing.
    """

    step: str
    count: int
    difficulty: float | None
    discrimination: float | None


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return float(np.mean(values)) if len(values) else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones; None of nothing."""
    return float(np.median(values)) if len(values) else None


def quartiles(values: Sequence[float]) -> tuple[float, float] | None:
    """The first and the third quartile; None of nothing.

    Interpolated linearly between order statistics: type 7 of R. J. Hyndman and Y. Fan,
    "Sample quantiles in statistical packages", The American Statistician 50 (1996).
    """
    if not len(values):
        return None
    first, third = np.quantile(values, [0.25, 0.75], method="linear")
    return float(first), float(third)


def standard_deviation(values: Sequence[float]) -> float | None:
    """The sample's, with n - 1 below (Bessel's correction); None of fewer than two."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def histogram(shares: Sequence[float], bins: int = 10) -> tuple[Bin, ...]:
    """Counts in bins of equal width from 0 to 1.

    What lies outside (extra points, a mark below zero) is counted in the outermost bin.
    """
    # Rounded first: 0.7 as 7 of 10 points must not fall below its bin's edge.
    places = np.floor(np.round(np.asarray(shares, dtype=float) * bins, 9))
    counts = np.bincount(np.clip(places, 0, bins - 1).astype(int), minlength=bins)
    return tuple(
        Bin(n / bins, (n + 1) / bins, int(count)) for n, count in enumerate(counts)
    )


def difficulty(points: Sequence[float], max_points: float) -> float | None:
    """The mean share of the points possible: the item difficulty of test theory.

    None of nobody, or where there are no points to be had. Source: R. L. Ebel and D. A.
    Frisbie, "Essentials of Educational Measurement", 5th edition (1991), chapter 13.
    """
    average = mean(points)
    return average / max_points if average is not None and max_points > 0 else None


def corrected_item_total(
    item: Sequence[float], totals: Sequence[float], fewest: int = FEWEST_FOR_DISCRIMINATION
) -> float | None:
    """Pearson's correlation of an item's points with the total minus the item.

    The item is taken out of the total, or it would correlate with itself: W. H. Angoff,
    "Test reliability and effective test length", Psychometrika 18 (1953), and S. Henrysson
    in Psychometrika 28 (1963). Values lie from -1 to 1.

    item, totals: points of the same students in the same order.
    Returns None for fewer than `fewest` students, or where either does not vary.

    Raises:
        ValueError: item and totals are not of the same length.
    """
    if len(item) != len(totals):
        raise ValueError(f"{len(item)} points of an item, but {len(totals)} totals")
    if len(item) < max(fewest, 2):
        return None
    one = np.asarray(item, dtype=float)
    rest = np.asarray(totals, dtype=float) - one
    one, rest = one - one.mean(), rest - rest.mean()
    sizes = float(np.linalg.norm(one)), float(np.linalg.norm(rest))
    # Differences this small are rounding of sums, not of students.
    noise = 1e-9 * len(item) * (1.0 + float(np.abs(totals).max()))
    if min(sizes) <= noise:
        return None
    return float(np.clip(np.dot(one / sizes[0], rest / sizes[1]), -1.0, 1.0))


def items(marks: Sequence[Mark], steps: Sequence[str]) -> tuple[Item, ...]:
    """Every step as an item, of the marks of students who handed in.

    Whose points for a step are not known (ungraded, or not a part of what was handed in)
    is left out of it; for discrimination, also who lacks a total of all these steps.
    """
    by_step = [{one.id: one for one in mark.steps} for mark in marks]
    whole = [
        (mark.raw, steps_of)
        for mark, steps_of in zip(marks, by_step, strict=True)
        if mark.raw is not None and len(steps_of) == len(steps)
    ]
    return tuple(_item(step, by_step, whole) for step in steps)


def _item(
    step: str,
    by_step: Sequence[dict[str, StepMark]],
    whole: Sequence[tuple[float, dict[str, StepMark]]],
) -> Item:
    known = [
        (one.points, one.max_points)
        for one in (steps[step] for steps in by_step if step in steps)
        if one.points is not None
    ]
    shares = [points / most for points, most in known if most > 0]
    pairs = [
        (points, total)
        for total, steps in whole
        if step in steps and (points := steps[step].points) is not None
    ]
    return Item(
        step=step,
        count=len(known),
        difficulty=difficulty(shares, 1.0),
        discrimination=corrected_item_total(
            [points for points, _ in pairs], [total for _, total in pairs]
        ),
    )
