"""Checks of the accuracy."""

import numpy as np

from grader.examination import check, close

WRITE_IT_YOURSELF = (
    "keras.metrics.categorical_accuracy",
    "keras.metrics.CategoricalAccuracy",
    "keras.metrics.Accuracy",
)


def answers(rng, n, k, right):
    """One-hot labels and probabilities of which exactly `right` rows are right."""
    scores = rng.uniform(0.01, 1, size=(n, k))
    probabilities = scores / scores.sum(axis=1, keepdims=True)
    shift = np.zeros(n, int)
    shift[right:] = rng.integers(1, k, size=n - right)
    labels = (probabilities.argmax(axis=1) + rng.permutation(shift)) % k
    return np.eye(k, dtype="float32")[labels], probabilities.astype("float32")


def measured(subject, y_true, y_pred):
    """The finding of one call."""
    return close(subject.accuracy(y_true, y_pred).array(shape=()))


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls accuracy with the four examples of the brief."""
    y_true = np.eye(3, dtype="float32")[[0, 1, 2, 1]]
    y_pred = np.array(
        [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.4, 0.3], [0.2, 0.6, 0.2]], "float32"
    )
    return {"accuracy": measured(subject, y_true, y_pred)}


@check("any number of examples and classes", points=3, hidden=True)
def any_shape(subject, rng):
    """Calls accuracy with more examples than classes, and with more classes than
    examples."""
    tall, wide = answers(rng, 16, 5, 11), answers(rng, 4, 9, 1)
    return {
        "16 examples, 5 classes": measured(subject, *tall),
        "4 examples, 9 classes": measured(subject, *wide),
    }


@check("as many examples as classes", points=2, hidden=True)
def square(subject, rng):
    """Calls accuracy with square tables, where a wrong axis does not show in the shape."""
    return {"accuracy": measured(subject, *answers(rng, 8, 8, 5))}


@check("a single example is right or wrong", points=2)
def single_example(subject, rng):
    """Calls accuracy with one example that is right and with one that is wrong."""
    right, wrong = answers(rng, 1, 4, 1), answers(rng, 1, 4, 0)
    return {"right": measured(subject, *right), "wrong": measured(subject, *wrong)}
