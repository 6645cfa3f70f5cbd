"""Checks of the accuracy with class numbers."""

import numpy as np

from grader.examination import check, close


def answers(rng, n, k, right, dtype="int64"):
    """Labels and probabilities of which exactly `right` rows are right."""
    scores = rng.uniform(0.01, 1, size=(n, k))
    probabilities = scores / scores.sum(axis=1, keepdims=True)
    shift = np.zeros(n, int)
    shift[right:] = rng.integers(1, k, size=n - right)
    labels = (probabilities.argmax(axis=1) + rng.permutation(shift)) % k
    return labels.astype(dtype), probabilities.astype("float32")


def measured(subject, y_true, y_pred):
    """The finding of one call."""
    return close(subject.sparse_accuracy(y_true, y_pred).array(shape=()))


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls sparse_accuracy with the four examples of the brief; labels are int64."""
    y_pred = np.array(
        [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.4, 0.3], [0.2, 0.6, 0.2]], "float32"
    )
    return {"accuracy": measured(subject, np.array([0, 1, 2, 1], "int64"), y_pred)}


@check("any number of examples and classes", points=3, hidden=True)
def any_shape(subject, rng):
    """Calls sparse_accuracy with more examples than classes, with more classes than
    examples, and with as many."""
    return {
        "16 examples, 5 classes": measured(subject, *answers(rng, 16, 5, 11)),
        "4 examples, 9 classes": measured(subject, *answers(rng, 4, 9, 1)),
        "8 examples, 8 classes": measured(subject, *answers(rng, 8, 8, 5)),
    }


@check("labels of any integer dtype", points=2)
def any_dtype(subject, rng):
    """Calls sparse_accuracy with labels of uint8, as MNIST has them, and of int32."""
    return {
        "uint8": measured(subject, *answers(rng, 10, 4, 7, "uint8")),
        "int32": measured(subject, *answers(rng, 10, 4, 3, "int32")),
    }


@check("a single example is right or wrong", points=2, hidden=True)
def single_example(subject, rng):
    """Calls sparse_accuracy with one example that is right and with one that is wrong."""
    right, wrong = answers(rng, 1, 4, 1), answers(rng, 1, 4, 0)
    return {"right": measured(subject, *right), "wrong": measured(subject, *wrong)}
