"""Checks of the simulated line.

The errors are random, so they are examined in bands. For n = 2,000 uniform draws on [-1, 1)
all of a right solution's chances to be refused are far below one in a million: the smallest
lies above -0.98 with probability 0.99**2000 = 2e-9; the mean has a standard deviation of
0.0129 and a band of six of those; the largest distance between the empirical distribution
and the straight line exceeds 0.065 with probability 2 exp(-2 n 0.065**2) = 9e-8 (the
inequality of Dvoretzky, Kiefer and Wolfowitz, with Massart's constant).
"""

import numpy as np

from grader.examination import between, check, close, is_true

DEFAULTS = {"m": 3.5, "b": -1.0, "noise": 1.0}
DRAWS = 2000
ROUNDING = 1e-5


def errors(subject, x, **given):
    """The errors of one simulation, in units of the noise: float64 (n,)."""
    m, b, noise = (DEFAULTS | given).values()
    y = subject.simulate(x, **given).array(shape=x.shape).astype("float64")
    return (y - (m * x.astype("float64") + b)) / noise


def straightness(sample):
    """Largest distance between the empirical and the uniform distribution on [-1, 1]."""
    n = len(sample)
    ideal = (np.clip(np.sort(sample), -1, 1) + 1) / 2
    return float(np.max(np.abs(np.arange(1, n + 1) / n - ideal)))


def bands(sample):
    """What can be said of uniform errors."""
    return {
        "smallest error": between(sample.min(), -1 - ROUNDING, -0.98),
        "largest error": between(sample.max(), 0.98, 1 + ROUNDING),
        "mean error": between(sample.mean(), -0.08, 0.08),
        "distance from uniform": between(straightness(sample), 0, 0.065),
    }


@check("40 numbers from 1.0 to 4.9", points=3)
def numbers(subject, rng):
    """Calls make_x and compares every number."""
    answer = subject.make_x()
    return {"x": close(answer.array(shape=(40,), dtype="float32"), atol=1e-5)}


@check("the errors are uniform around the line", points=3)
def uniform(subject, rng):
    """Simulates 2,000 points with the line 3.5 x - 1 and noise 1, which are the defaults,
    and looks at the errors: where they lie, and how they are spread."""
    x = rng.uniform(1, 5, size=DRAWS).astype("float32")
    return bands(errors(subject, x))


@check("every point and every call has errors of its own", points=2)
def own_errors(subject, rng):
    """Simulates 40 points twice and compares the errors with each other."""
    x = (1 + 0.1 * np.arange(40)).astype("float32")
    first, second = (errors(subject, x) for _ in range(2))
    return {
        "the errors of one call differ": is_true(len(np.unique(first.round(4))) > 20),
        "the errors of two calls differ": is_true(bool(np.abs(first - second).max() > 0.1)),
    }


@check("another line, other noise", points=2, hidden=True)
def other_line(subject, rng):
    """Simulates 2,000 points of a line that falls, with another noise."""
    m, b = -float(rng.uniform(0.4, 0.6)), float(rng.uniform(3, 6))
    noise = float(rng.uniform(0.2, 0.3))
    x = rng.uniform(1, 5, size=DRAWS).astype("float32")
    return bands(errors(subject, x, m=m, b=b, noise=noise))
