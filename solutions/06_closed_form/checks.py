"""Checks of the closed form."""

import numpy as np

from grader.datasets import article_line
from grader.examination import check, close, fitted_line


def line(subject, x, y):
    """Findings of one call: slope and intercept by name."""
    answer = subject.closed_form(np.asarray(x, "float32"), np.asarray(y, "float32"))
    m, b = (one.array(shape=()) for one in answer.items(2))
    drawing = fitted_line(x, y, m, b)
    return {
        "m": close(m, rtol=1e-4, atol=1e-5, plot="line", drawing=drawing),
        "b": close(b, rtol=1e-4, atol=1e-5),
    }


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls closed_form with the four points of the brief."""
    return line(subject, [0, 1, 2, 4], [1, 3, 4, 6])


@check("the article's data", points=2)
def article(subject, rng):
    """Calls closed_form with the article's 40 points: m is 3.5368 and b is -1.1109."""
    return line(subject, *article_line())


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
