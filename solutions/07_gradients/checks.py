"""Checks of the gradient of the mean squared error."""

import numpy as np

from grader.datasets import article_line
from grader.examination import check, close


def both(subject, x, y, m, b):
    """Findings of one call: the two slopes by name."""
    answer = subject.gradients(x, y, np.float32(m), np.float32(b))
    by_m, by_b = answer.items(2)
    return {
        "dL/dm": close(by_m.array(shape=()), rtol=1e-4, atol=1e-5),
        "dL/db": close(by_b.array(shape=()), rtol=1e-4, atol=1e-5),
    }


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls gradients with the four points of the brief, at m = 1 and b = 0."""
    x, y = np.array([0, 1, 2, 4], "float32"), np.array([1, 3, 4, 6], "float32")
    return both(subject, x, y, 1, 0)


@check("the article's data at the start", points=2)
def article(subject, rng):
    """Calls gradients with the article's 40 points, at m = 1 and b = 0."""
    return both(subject, *article_line(), 1, 0)


@check("anywhere else, with the m and b that were given", points=3, hidden=True)
def anywhere(subject, rng):
    """Calls gradients with other points at another place."""
    x = rng.uniform(1, 3, size=7).astype("float32")
    y = (2 * x + rng.normal(size=7)).astype("float32")
    return both(subject, x, y, rng.uniform(3, 5), rng.uniform(1, 3))


@check("a single point", points=2, hidden=True)
def single_point(subject, rng):
    """Calls gradients with one point, where the mean has one term."""
    x = rng.uniform(2, 3, size=1).astype("float32")
    return both(subject, x, -x, rng.uniform(1, 2), 0.5)
