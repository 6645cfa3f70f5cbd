"""What a rule for random outcomes does to right and to wrong solutions: its rates.

Pure functions of measured outcomes. The tails are those of a normal distribution with the
outcomes' mean and standard deviation; what the sample alone says is the bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import product
from statistics import fmean, stdev

from grader.examination.calibration import Rule

DEVIATIONS_BELOW = 6.0
GRID = 200
MOST_FALSE_REJECTS = 1e-6
_SMALLEST_DEVIATION = 1e-4


def choose_rule(right: Sequence[float], wrong: Iterable[Sequence[float]]) -> Rule:
    """A rule that lets right solutions pass and wrong ones as seldom as possible.

    The threshold lies six standard deviations below the mean of the right outcomes, on a
    grid of 0.005. Among margins of 0 to 3 deviations and 0, 2 or 4 confirmations the one
    is taken with the least worst false accept whose false rejects stay below one in a
    million; the cheapest of equals.
    """
    mean, deviation = fmean(right), _deviation(right)
    threshold = math.floor((mean - DEVIATIONS_BELOW * deviation) * GRID) / GRID
    told = [one for one in wrong if fmean(one) < threshold]

    def cost(rule: Rule) -> tuple[float, float]:
        accepted = max((1 - reject_probability(rule, one) for one in told), default=0.0)
        return round(accepted, 4), rule.confirmations * (1 + rule.margin)

    rules = [
        Rule(threshold, round(margin * deviation, 4), further)
        for margin, further in product((0, 1, 2, 3), (0, 2, 4))
        if (margin == 0) == (further == 0)
    ]
    sound = [
        rule for rule in rules if reject_probability(rule, right) <= MOST_FALSE_REJECTS
    ]
    return min(sound or rules, key=cost)


def reject_probability(rule: Rule, outcomes: Sequence[float]) -> float:
    """Probability that the whole procedure, confirmation included, rejects.

    With k confirmations the median of 1 + k outcomes decides, so a first outcome below
    the threshold is rejected when at least k/2 of the others are below it as well, one
    above it when more than k/2 are.
    """
    mean, deviation = fmean(outcomes), _deviation(outcomes)

    def below(value: float) -> float:
        return 0.5 * math.erfc((mean - value) / (deviation * math.sqrt(2)))

    low, middle, high = (below(rule.threshold + side * rule.margin) for side in (-1, 0, 1))
    further, half = rule.confirmations, rule.confirmations // 2
    just_below = (middle - low) * (1 - _at_most(half - 1, further, middle))
    just_above = (high - middle) * (1 - _at_most(half, further, middle))
    return max(0.0, low + just_below + just_above)


def false_reject_bound(seeds: int, rejected: int) -> float:
    """Upper end of the one-sided 95% confidence interval of the false-reject rate.

    Exact binomial (Clopper and Pearson 1934); 1 - 0.05**(1/n) when none was rejected.
    """
    if rejected >= seeds:
        return 1.0
    low, high = rejected / seeds, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        low, high = (rate, high) if _at_most(rejected, seeds, rate) > 0.05 else (low, rate)
    return high


def _at_most(count: int, trials: int, probability: float) -> float:
    return sum(
        math.comb(trials, n) * probability**n * (1 - probability) ** (trials - n)
        for n in range(count + 1)
    )


def _deviation(outcomes: Sequence[float]) -> float:
    spread = stdev(outcomes) if len(outcomes) > 1 else 0.0
    return max(spread, _SMALLEST_DEVIATION)
