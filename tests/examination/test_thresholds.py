"""Rates of a rule: what is computed agrees with what is simulated."""

import numpy as np
import pytest

from grader.errors import CourseError
from grader.examination.calibration import FILE_NAME, Rule, calibrated
from grader.examination.judging import compare
from grader.examination.thresholds import (
    choose_rule,
    false_reject_bound,
    reject_probability,
)


def sample(mean, deviation, count=200, seed=0):
    """Outcomes whose mean and standard deviation are exactly these."""
    drawn = np.random.default_rng(seed).normal(size=count)
    return (mean + deviation * (drawn - drawn.mean()) / drawn.std(ddof=1)).tolist()


@pytest.mark.parametrize("further", [0, 2, 4])
def test_the_rejection_rate_is_that_of_the_simulated_procedure(further):
    """A hundred thousand procedures, each judged by the rule itself."""
    rule = Rule(0.5, 0.1 if further else 0.0, further)
    outcomes = sample(0.55, 0.08)
    draw = np.random.default_rng(1)
    rejected = sum(
        not compare(rule.judged(lambda rng: draw.normal(0.55, 0.08), draw), None).passed
        for _ in range(20_000)
    )
    expected = reject_probability(rule, outcomes)
    assert rejected / 20_000 == pytest.approx(expected, abs=0.015)


def test_far_from_the_threshold_one_outcome_is_enough():
    """No confirmation where nothing is in doubt, all of them where it is close."""
    asked = []

    def measure(rng):
        asked.append(rng)
        return 0.9 if len(asked) < 2 else 0.2

    rng = np.random.default_rng(0)
    assert Rule(0.5, 0.1, 2).judged(measure, rng).outcomes == (0.9,)
    asked.clear()
    found = Rule(0.85, 0.1, 2).judged(measure, rng)
    assert found.outcomes == (0.9, 0.2, 0.2)
    assert found.value == 0.2


def test_a_rule_lets_right_ones_pass_and_wrong_ones_not():
    """Six deviations below the mean, on the grid, and the bound of 0 of 150 is 2%."""
    right, wrong = sample(0.9, 0.004, 150), sample(0.80, 0.01, 8)
    rule = choose_rule(right, [wrong])
    assert rule.threshold == pytest.approx(0.875)
    assert reject_probability(rule, right) < 1e-6
    assert reject_probability(rule, wrong) > 0.999
    assert false_reject_bound(150, 0) == pytest.approx(1 - 0.05 ** (1 / 150), rel=1e-6)


def test_a_mistake_that_no_threshold_sees_does_not_move_the_rule():
    """What is as good as right is left out of the choice."""
    right = sample(0.9, 0.004, 150)
    assert choose_rule(right, [sample(0.9, 0.004, 8)]) == choose_rule(right, [])


def test_without_a_record_everything_passes_and_a_broken_one_is_named(tmp_path):
    """`verify` says that the record is missing; a broken one stops the course."""
    checks = tmp_path / "checks.py"
    assert calibrated(str(checks), "accuracy").rule == Rule()
    (tmp_path / FILE_NAME).write_text('{"other": {}}')
    with pytest.raises(CourseError, match="grader calibrate"):
        calibrated(str(checks), "accuracy")
