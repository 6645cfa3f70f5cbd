"""Checks of the closed form."""

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


def line(subject, x, y):
    """Findings of one call: slope and intercept by name."""
    answer = subject.closed_form(np.asarray(x, "float32"), np.asarray(y, "float32"))
    m, b = answer.items(2)
    return {
        "m": close(m.array(shape=()), rtol=1e-4, atol=1e-5),
        "b": close(b.array(shape=()), rtol=1e-4, atol=1e-5),
    }


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls closed_form with the four points of the brief."""
    return line(subject, [0, 1, 2, 4], [1, 3, 4, 6])


@check("the article's data", points=2)
def article(subject, rng):
    """Calls closed_form with the article's 40 points: m is 3.5368 and b is -1.1109."""
    return line(subject, ARTICLE_X, ARTICLE_Y)


@check("any points, a falling line too", points=3, hidden=True)
def any_points(subject, rng):
    """Calls closed_form with points around a line that falls."""
    x = rng.uniform(0, 3, size=9)
    return line(subject, x, -2 * x + rng.uniform(2, 5) + rng.uniform(-1, 1, size=9))


@check("the line through two points", points=2, hidden=True)
def two_points(subject, rng):
    """Calls closed_form with two points, through which there is exactly one line."""
    x = np.array([rng.uniform(0, 1), rng.uniform(2, 3)])
    return line(subject, x, [rng.uniform(2, 3), rng.uniform(-3, -2)])
