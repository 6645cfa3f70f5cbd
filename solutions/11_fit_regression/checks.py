"""Checks of the training loop for a line."""

import numpy as np

from grader.datasets import article_line
from grader.examination import check, close, fitted_line


def fitted(subject, optimizer, x, y, steps, start=(1.0, 0.0)):
    """The losses of a fit and the parameters after it."""
    model = subject.fixture("LineModel", *start)
    losses = subject.fit_regression(model, optimizer, x, y, steps=steps).numbers(steps)
    m, b = model.get("m").array(), model.get("b").array()
    drawing = fitted_line(x, y, m, b)
    return {
        "losses": close(losses, rtol=1e-4, atol=1e-5, plot="loss"),
        "m": close(m, rtol=1e-4, atol=1e-5, plot="line", drawing=drawing),
        "b": close(b, rtol=1e-4, atol=1e-5),
    }


def sgd(subject, rate):
    """A Keras optimizer; each model needs one of its own."""
    return subject.library("keras.optimizers.SGD", learning_rate=rate)


def line(rng):
    """40 points near a line: x and y, float32 (40,)."""
    x = rng.uniform(1, 5, size=40).astype("float32")
    return x, (rng.uniform(1, 4) * x - 1 + rng.uniform(-1, 1, size=40)).astype("float32")


@check("one step, and the loss before it", points=2)
def one_step(subject, rng):
    """Trains for a single step with x = [1, 2, 3], y = [2, 4, 7] and Keras's SGD."""
    x, y = np.array([1, 2, 3], "float32"), np.array([2, 4, 7], "float32")
    return fitted(subject, sgd(subject, 0.1), x, y, steps=1)


@check("a Keras optimizer fits the article's line", points=3)
def with_keras(subject, rng):
    """Trains for 100 steps on the article's 40 points with Keras's SGD."""
    return fitted(subject, sgd(subject, 0.05), *article_line(), steps=100)


@check("an optimizer of your own fits a line as well", points=3, hidden=True)
def with_own(subject, rng):
    """Trains a model that starts elsewhere, with an optimizer as in step 10, which has
    nothing but apply_gradients."""
    start = [float(rng.uniform(-1, 1)) for _ in range(2)]
    own = subject.fixture("HandWrittenOptimizer", 0.04)
    return fitted(subject, own, *line(rng), steps=50, start=start)


@check("the optimizer decides what a step is", points=2, hidden=True)
def with_another(subject, rng):
    """Trains with an optimizer whose steps all have the same length, so that a loop which
    moves the Variables by itself is seen."""
    own = subject.fixture("SignOptimizer", 0.01)
    return fitted(subject, own, *line(rng), steps=20)
