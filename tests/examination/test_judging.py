"""Comparisons: what must not pass does not, and a miss says where."""

import numpy as np
import pytest

from grader.errors import GraderFault
from grader.examination import between, close, equal, equals, is_true, within
from grader.examination.judging import compare, judge, near
from grader.records import Reason

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("observed", "expected", "reason"),
    [
        ([], 3.0, Reason.WRONG_SHAPE),
        ([[1.0], [2.0]], [1.0, 2.0], Reason.WRONG_SHAPE),
        (1.0, [1.0], Reason.WRONG_SHAPE),
        ([1.0, NAN], [1.0, 2.0], Reason.NOT_FINITE),
        ([1.0, INF], [1.0, 2.0], Reason.NOT_FINITE),
        ([1.0, -INF], [1.0, INF], Reason.WRONG_VALUE),
        ([1.0, 2.1], [1.0, 2.0], Reason.WRONG_VALUE),
        ([1.0, 2.0], [1.0, NAN], Reason.WRONG_VALUE),
    ],
)
def test_what_is_not_near_does_not_pass(observed, expected, reason):
    """Broadcasting, empty arrays and NaN never pass for the right value."""
    verdict = near(observed, expected, 1e-5, 1e-6)
    assert not verdict.passed
    assert verdict.reason is reason


@pytest.mark.parametrize("value", [1.0, [1.0, 2.0], [NAN, INF], np.zeros((0, 3))])
def test_a_value_is_near_itself(value):
    """The same value passes, NaN where NaN is wanted."""
    assert near(value, value, 0, 0).passed


def test_tolerance_is_inclusive_and_grows_with_the_reference():
    """|d| <= atol + rtol * |expected|."""
    assert near(1.5, 1.0, 0, 0.5).passed
    assert near(110.0, 100.0, 0.1, 0).passed
    assert not near(100.0, 90.0, 0.1, 0).passed


def test_the_first_difference_is_located():
    """Index, both elements, how many differ and by how much at most."""
    verdict = near([[1.0, 2.0], [3.5, 5.0]], [[1.0, 2.0], [3.0, 4.0]], 0, 0.1)
    difference = verdict.difference
    assert (difference.index, difference.expected, difference.observed) == (
        (1, 0),
        "3.0",
        "3.5",
    )
    assert (difference.count, difference.size, difference.largest) == (2, 4, 1.0)


@pytest.mark.parametrize(
    ("finding", "reference", "passed"),
    [
        (close([1.0]), close([1.0]), True),
        (equal((1, 2)), equal([1, 2]), True),
        (equal("a"), equal("b"), False),
        (equals(3, 3), equals(4, 3), True),
        (within([0.9, 1.1], 1.0, atol=0.2), within([1.0], 1.0, atol=0.2), True),
        (within([], [1.0], atol=9), within([1.0], [1.0], atol=9), False),
        (between(0.5, 0, 1), between(0.5, 0, 1), True),
        (between([], 0, 1), between(0.5, 0, 1), False),
        (between(NAN, 0, 1), between(0.5, 0, 1), False),
        (is_true(True), is_true(True), True),
        (is_true(False), is_true(True), False),
    ],
)
def test_each_comparison(finding, reference, passed):
    """Every comparison accepts what it says and nothing else."""
    assert compare(finding, reference).passed is passed


def test_a_missing_finding_is_a_fault_and_not_a_pass():
    """Findings that are not those of the reference are no verdict at all."""
    with pytest.raises(GraderFault):
        judge({}, {"a": is_true(True)})
