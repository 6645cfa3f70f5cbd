"""Agreement of findings, on which the naming of mistakes rests."""

import pytest

from grader.examination import between, close, is_true
from grader.examination.conversation import Failed, Held
from grader.examination.diagnosis import agree
from grader.records import Outcome, Problem, Reason


def held(**findings):
    return Held(findings, None, (), frozenset())


def failed(type_name="ValueError", **details):
    problem = Problem(type_name, "text")
    return Held(
        {}, Failed(Outcome.ERRORED, Reason.EXCEPTION, problem, details), (), frozenset()
    )


RIGHT = held(a=close([1.0, 2.0]))


@pytest.mark.parametrize(
    ("student", "mistaken", "expected"),
    [
        (held(a=close([3.0, 4.0])), held(a=close([3.0, 4.0])), True),
        (held(a=close([3.0, 4.0])), held(a=close([3.0, 5.0])), False),
        (held(a=close([1.0, 2.0])), held(a=close([1.0, 2.000001])), True),
        (held(a=close([1.0, 2.0])), held(a=close([3.0, 4.0])), False),
        (held(a=close([float("nan")] * 2)), held(a=close([float("nan")] * 2)), True),
        (held(a=close([3.0])), held(a=close([3.0, 4.0])), False),
        (failed(), failed(), True),
        (failed(), failed("TypeError"), False),
        (failed(observed_shape="(1,)"), failed(observed_shape="(2,)"), False),
        (failed(), held(a=close([3.0, 4.0])), False),
    ],
)
def test_agreement(student, mistaken, expected):
    """Two subjects agree when they fail alike or their values are near each other."""
    assert agree(student, mistaken, RIGHT) is expected


def test_bands_agree_by_side():
    """For random outcomes it counts on which side of the band a value lies."""
    reference = held(a=between(0.9, 0.8, 1.0))
    low, lower, high = (held(a=between(x, 0.8, 1.0)) for x in (0.5, 0.1, 1.5))
    assert agree(low, lower, reference)
    assert not agree(low, high, reference)


def test_statements_agree_when_equal():
    """True agrees with true and false with false."""
    reference = held(a=is_true(True))
    assert agree(held(a=is_true(False)), held(a=is_true(False)), reference)
    assert not agree(held(a=is_true(False)), held(a=is_true(True)), reference)
