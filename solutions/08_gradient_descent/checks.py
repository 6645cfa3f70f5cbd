"""Checks of gradient descent on a line."""

import numpy as np

from grader.datasets import article_line
from grader.examination import check, close, fitted_line, is_true


def fit(subject, x, y, **options):
    """Call gradient_descent; m, b and the losses as numbers."""
    m, b, losses = subject.gradient_descent(x, y, **options).items(3)
    return m.number(), b.number(), losses.numbers(options.get("steps", 100))


def draw(rng, n):
    """A noisy line, float32 of shape (n,), x between 1 and 3."""
    x = rng.uniform(1.0, 3.0, size=n)
    y = rng.uniform(-2, 4) * x + rng.uniform(-2, 2) + rng.uniform(-0.5, 0.5, size=n)
    return x.astype("float32"), y.astype("float32")


@check("one step on the worked example", points=2)
def one_step(subject, rng):
    """Takes a single step with the two points of the brief."""
    x, y = np.array([0, 1], "float32"), np.array([1, 3], "float32")
    m, b, losses = fit(subject, x, y, lr=0.1, steps=1)
    return {"m": close(m, atol=1e-5), "b": close(b, atol=1e-5), "losses": close(losses)}


@check("each loss is that before its update, one a step", points=2)
def losses_before(subject, rng):
    """Takes three steps and compares the three losses. The first is the loss of the
    line with m = 1 and b = 0."""
    x, y = draw(rng, 6)
    _, _, losses = fit(subject, x, y, lr=0.02, steps=3)
    return {"losses": close(losses, atol=1e-5)}


@check("the article's data with the default settings", points=2)
def article(subject, rng):
    """Runs the 100 steps of the article, with lr and steps left to their defaults, and
    compares the loss curve and the line."""
    x, y = article_line()
    m, b, losses = fit(subject, x, y)
    drawing = fitted_line(x, y, m, b)
    return {
        "losses": close(losses, rtol=1e-4, atol=1e-5, plot="loss"),
        "m": close(m, rtol=1e-4, atol=1e-5, plot="line", drawing=drawing),
        "b": close(b, rtol=1e-4, atol=1e-5),
    }


@check("m and b are changed together, with the learning rate given", points=3, hidden=True)
def other_settings(subject, rng):
    """Takes five steps on other data with another learning rate and compares m and b."""
    x, y = draw(rng, 9)
    m, b, losses = fit(subject, x, y, lr=0.03, steps=5)
    return {
        "m": close(m, atol=1e-5),
        "b": close(b, atol=1e-5),
        "losses": close(losses, rtol=1e-4, atol=1e-5),
    }


@check("a second call starts anew", points=1, hidden=True)
def starts_anew(subject, rng):
    """Calls gradient_descent twice with the same data: what the first call left behind
    must not matter."""
    x, y = draw(rng, 5)
    first = fit(subject, x, y, lr=0.02, steps=2)
    second = fit(subject, x, y, lr=0.02, steps=2)
    same = bool(np.allclose(first[2], second[2], rtol=1e-5, atol=1e-6))
    return {
        "losses of the second call": close(second[2], atol=1e-5),
        "both calls agree": is_true(same),
    }
