"""Statistics of a class: hand-computed values, and what holds for any numbers."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.marks import Assignment, mark
from grader.records import Outcome, Reason, StepRecord, Student, SubmissionRecord
from grader.statistics import (
    corrected_item_total,
    difficulty,
    histogram,
    items,
    mean,
    median,
    quartiles,
    standard_deviation,
)

SHARES = st.lists(st.floats(-2, 3), max_size=60)
POINTS = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 320)), min_size=20, max_size=60)


def marked(name, **points):
    """The mark of a student with these points for steps `a`, `b`, ...; None: ungraded."""
    steps = tuple(
        StepRecord(
            id,
            id.upper(),
            Outcome.UNGRADED if score is None else Outcome.FAILED,
            Reason.WRONG_VALUE,
            *(score, 10.0, 0.1, 0.1, ()),
        )
        for id, score in points.items()
    )
    record = SubmissionRecord(name, name, "", "graded", 0.0, 10.0, 0.1, 0.1, steps)
    weights = dict.fromkeys(points, 10.0)
    return mark(Student(name, name), Assignment("", weights), record)


def test_middle_and_spread_by_hand():
    """Mean, median, standard deviation and quartiles agree with sums done on paper."""
    values = [2, 4, 4, 4, 5, 5, 7, 9]
    assert mean(values) == 5
    assert median(values) == 4.5
    assert standard_deviation(values) == pytest.approx(math.sqrt(32 / 7))
    assert quartiles(values) == (4, 5.5)
    assert quartiles([1, 2, 3, 4]) == (1.75, 3.25)


def test_nothing_has_no_statistics():
    """Of nothing there is no figure, and of one value no spread."""
    assert mean([]) is median([]) is quartiles([]) is standard_deviation([]) is None
    assert difficulty([], 10) is None
    assert difficulty([1.0], 0) is None
    assert standard_deviation([3.0]) is None
    assert (mean([3.0]), median([3.0]), quartiles([3.0])) == (3.0, 3.0, (3.0, 3.0))
    assert {one.count for one in histogram([])} == {0}


def test_bins_by_hand():
    """An edge belongs to the bin above, full marks to the last, the rest to an end."""
    counts = [one.count for one in histogram([0, 0.05, 0.1, 0.7, 0.95, 1.0, 1.2, -0.1])]
    assert counts == [3, 1, 0, 0, 0, 0, 0, 1, 0, 3]
    assert [one.count for one in histogram([n / 10 for n in range(10)])] == [1] * 10
    assert (histogram([0])[3].low, histogram([0])[3].high) == (0.3, 0.4)


def test_difficulty_by_hand():
    """Difficulty is the mean share of the points."""
    assert difficulty([10, 5, 0], 10) == 0.5


def test_discrimination_by_hand():
    """The item is correlated with the rest of the total, not with the total."""
    item, rest = [1, 2, 3, 4], [2, 1, 4, 3]
    totals = [a + b for a, b in zip(item, rest, strict=True)]
    assert corrected_item_total(item, totals, fewest=4) == pytest.approx(0.6)
    opposite = [one + 5 - one for one in item]
    assert corrected_item_total(item, opposite, fewest=4) == pytest.approx(-1)


def test_discrimination_needs_students_and_variance():
    """Too few students, or values that are all alike, give no correlation."""
    assert corrected_item_total(list(range(19)), list(range(0, 38, 2))) is None
    assert corrected_item_total(list(range(20)), list(range(0, 40, 2))) is not None
    assert corrected_item_total([1] * 20, list(range(20))) is None
    assert corrected_item_total(list(range(20)), list(range(20))) is None
    with pytest.raises(ValueError, match="20 points of an item, but 3 totals"):
        corrected_item_total([1] * 20, [1, 2, 3])


def test_rounding_is_no_variance():
    """Totals that differ only by the rounding of a sum do not vary."""
    item = [0.1 * n for n in range(20)]
    totals = [one + 0.3 for one in item]
    assert corrected_item_total(item, totals) is None


def test_the_ungraded_are_left_out_of_a_step():
    """A student counts for the steps that are graded, and for totals only when all are."""
    marks = [marked(f"s{n}", a=n % 10, b=(n * 7) % 10) for n in range(20)]
    ungraded = marked("lost", a=None, b=10.0)
    before, after = items(marks, ["a", "b"]), items([*marks, ungraded], ["a", "b"])
    assert before[0] == after[0]
    assert after[0].count == 20
    assert after[1].count == 21
    assert after[1].difficulty == pytest.approx((4.5 * 20 + 10) / 210)
    assert after[1].discrimination == before[1].discrimination


def test_who_has_other_steps_has_no_comparable_total():
    """Students of a part of the steps count for difficulty, not for discrimination."""
    marks = [marked(f"s{n}", a=n % 10, b=(n * 7) % 10) for n in range(20)]
    part = marked("part", a=0.0)
    before, after = items(marks, ["a", "b"]), items([*marks, part], ["a", "b"])
    assert after[0].count == 21
    assert after[0].discrimination == before[0].discrimination


def test_a_step_of_nobody():
    """A step that nobody has is an item without figures."""
    (item,) = items([], ["a"])
    assert (item.count, item.difficulty, item.discrimination) == (0, None, None)


@given(SHARES)
def test_every_share_is_in_one_bin(shares):
    """Bins hold every share once, whatever it is."""
    assert sum(one.count for one in histogram(shares)) == len(shares)


@given(SHARES.filter(len), st.randoms())
def test_order_does_not_matter_and_bounds_hold(shares, chance):
    """Figures lie between the extremes, are numbers, and ignore the order of students."""
    shuffled = chance.sample(shares, len(shares))
    low, high = min(shares) - 1e-9, max(shares) + 1e-9
    first, third = quartiles(shares)
    assert low <= first <= median(shares) + 1e-9
    assert median(shares) <= third + 1e-9 <= high + 1e-9
    assert low <= mean(shares) <= high
    assert mean(shuffled) == pytest.approx(mean(shares))
    assert median(shuffled) == median(shares)
    assert quartiles(shuffled) == quartiles(shares)
    assert histogram(shuffled) == histogram(shares)
    spread = standard_deviation(shares)
    if spread is not None:
        assert 0 <= spread <= high - low
        assert standard_deviation(shuffled) == pytest.approx(spread)


@given(POINTS, st.integers(0, 1000))
def test_discrimination_is_a_correlation(points, seed):
    """It lies from -1 to 1, is never NaN, and ignores the order of students."""
    value = corrected_item_total([a for a, _ in points], [b for _, b in points])
    assume(value is not None)
    assert -1 <= value <= 1
    shuffled = random.Random(seed).sample(points, len(points))
    again = corrected_item_total([a for a, _ in shuffled], [b for _, b in shuffled])
    assert again == pytest.approx(value, abs=1e-6)
