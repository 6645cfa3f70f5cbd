"""Checks of the evaluation.

For the test images the examiner itself fits a linear classifier (least squares on 1,000
images), so that the model makes a realistic share of mistakes.
"""

import numpy as np

from grader.datasets import mnist
from grader.examination import check, close, within

PIXELS, CLASSES = 784, 10


def evaluated(subject, kernel, bias, x, y):
    """Findings of one call."""
    model = subject.fixture("Linear", kernel, bias)
    loss, accuracy = subject.evaluate(model, x, y).items(2)
    return {
        "loss": close(loss.array(shape=()), rtol=1e-4, atol=1e-5),
        "accuracy": close(accuracy.array(shape=()), atol=1e-6),
    }


def problem(rng, n, inputs, classes):
    """Weights of both signs and n examples; every class may be right or wrong."""
    kernel = rng.normal(size=(inputs, classes)).astype("float32")
    bias = rng.normal(size=classes).astype("float32")
    x = rng.normal(size=(n, inputs)).astype("float32")
    guess = (x @ kernel + bias).argmax(axis=1)
    labels = np.where(rng.random(n) < 0.6, guess, rng.integers(0, classes, size=n))
    return kernel, bias, x, np.eye(classes, dtype="float32")[labels]


@check("two examples, one of them right", points=3)
def worked_example(subject, rng):
    """Calls evaluate with the logits [2, 0] and [0, 1], of which both belong to class 0."""
    x, y = np.eye(2, dtype="float32"), np.array([[1, 0], [1, 0]], "float32")
    kernel, bias = np.array([[2, 0], [0, 1]], "float32"), np.zeros(2, "float32")
    return evaluated(subject, kernel, bias, x, y)


@check("any model, any number of classes", points=3, hidden=True)
def any_model(subject, rng):
    """Calls evaluate with three classes and with seven, with as many examples as classes,
    and with one example."""
    findings = {}
    for n, classes in ((30, 3), (7, 7), (1, 4)):
        name = f"n = {n}, k = {classes}"
        one = evaluated(subject, *problem(rng, n, 5, classes))
        findings |= {f"{name}: {key}": finding for key, finding in one.items()}
    return findings


@check("the model is the same afterwards", points=2)
def unchanged(subject, rng):
    """Calls evaluate twice with one model; W and b are as before, and so are the
    results."""
    kernel, bias, x, y = problem(rng, 12, 4, 3)
    model = subject.fixture("Linear", kernel, bias)
    subject.evaluate(model, x, y)
    loss, accuracy = subject.evaluate(model, x, y).items(2)
    return {
        "W": within(model.get("W").array(shape=(4, 3)), kernel, atol=0),
        "b": within(model.get("b").array(shape=(3,)), bias, atol=0),
        "loss": close(loss.array(shape=()), rtol=1e-4, atol=1e-5),
        "accuracy": close(accuracy.array(shape=()), atol=1e-6),
    }


@check("1,000 test images", points=2, hidden=True)
def test_images(subject, rng):
    """Calls evaluate with a classifier of digits and images that it has never seen."""
    data = mnist()
    chosen = rng.choice(60_000, size=1000, replace=False)
    train = data.train_images[chosen].reshape(-1, PIXELS) / 255
    targets = 4 * np.eye(CLASSES)[data.train_labels[chosen]]
    kernel = np.linalg.solve(train.T @ train + 30 * np.eye(PIXELS), train.T @ targets)
    unseen = rng.choice(10_000, size=1000, replace=False)
    x = (data.test_images[unseen].reshape(-1, PIXELS) / 255).astype("float32")
    y = np.eye(CLASSES, dtype="float32")[data.test_labels[unseen]]
    bias = np.zeros(CLASSES, "float32")
    return evaluated(subject, kernel.astype("float32"), bias, x, y)
