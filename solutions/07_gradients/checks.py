"""Checks of the gradient of the mean squared error."""

import numpy as np

from grader.examination import check, close

# The 40 values of y that the article prints, for x = 1.0, 1.1, ..., 4.9.
ARTICLE_X = (1 + 0.1 * np.arange(40)).astype("float32")
ARTICLE_Y = np.array(
    """
    1.5081716 3.4402354 3.565304 2.9521132 4.642995 5.1984725 4.033718 4.244085
    5.6146545 6.6339474 6.4838257 6.9260926 6.266905 6.4089746 6.5717545 6.8176184
    7.19166 9.247049 7.9582567 10.14625 8.848628 10.280046 9.729949 10.760101
    11.438638 11.2754 11.156017 11.16319 12.735874 13.418887 12.87348 13.070494
    13.1910925 13.565499 14.655623 14.032754 15.643642 16.414732 16.290714 16.515282
    """.split(),
    "float32",
)


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
    return both(subject, ARTICLE_X, ARTICLE_Y, 1, 0)


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
