"""Checks of the sequential model and its training.

The training is examined with models that Keras makes here, so that a mistake in
`make_sequential` costs nothing in the training.
"""

import numpy as np

from grader.datasets import shuffled_digits
from grader.examination import (
    Limits,
    calibrated,
    check,
    close,
    digits_read,
    equals,
    is_true,
    within,
)
from grader.examination.networks import forward, initial_weights

LIMITS = Limits(call_cpu_seconds=60)
ACCURACY = calibrated(__file__, "accuracy")
SIZES = (784, 50, 10)


def with_weights(model, weights):
    """The model, called once so that its Variables exist, with these weights."""
    model(np.zeros((1, len(weights[0])), "float32"))
    variables = model.get("trainable_variables").items(len(weights))
    for variable, value in zip(variables, weights, strict=True):
        variable.assign(value)
    return model


def keras_network(subject, hidden, outputs, activation):
    """A sequential model of Keras's with one hidden layer."""
    layers = [
        subject.library("keras.layers.Dense", hidden, activation=activation),
        subject.library("keras.layers.Dense", outputs, activation="softmax"),
    ]
    return subject.library("keras.Sequential", layers)


@check("a new model has the right layers", points=2)
def layers(subject, rng):
    """Calls make_sequential twice, calls both models with two images, and looks at the
    shapes of their trainable variables. Their weights differ: each model is new."""
    one, two = subject.make_sequential(), subject.make_sequential()
    kernels, shapes = [], ()
    for model in (one, two):
        model(np.zeros((2, 784), "float32"))
        variables = model.get("trainable_variables").items(4)
        shapes = tuple(variable.array().shape for variable in variables)
        kernels.append(variables[0].array())
    return {
        "shapes": equals(shapes, ((784, 50), (50,), (50, 10), (10,))),
        "two models differ": is_true(not np.array_equal(*kernels)),
    }


@check("probabilities with given weights", points=2, hidden=True)
def given_weights(subject, rng):
    """Gives the model of make_sequential weights of both signs and compares its
    probabilities."""
    weights = initial_weights(rng, SIZES, stddev=0.2, bias=True)
    model = with_weights(subject.make_sequential(), weights)
    x = rng.uniform(0, 1, size=(20, 784)).astype("float32")
    answer = model(x).array(shape=(20, 10))
    return {"probabilities": within(answer, forward(weights, x), atol=1e-4)}


@check("five steps change the weights as they should", points=3)
def five_steps(subject, rng):
    """Trains a small model of Keras's for five steps and for two with another learning
    rate, and compares the losses, which are those from before each update, and all
    weights."""
    findings = {}
    for lr, steps in ((0.5, 5), (0.2, 2)):
        weights = initial_weights(rng, (6, 8, 3), stddev=0.5)
        x = rng.normal(size=(20, 6)).astype("float32")
        y = np.eye(3, dtype="float32")[rng.integers(3, size=20)]
        model = with_weights(keras_network(subject, 8, 3, "tanh"), weights)
        losses = subject.train_sequential(model, x, y, lr=lr, steps=steps)
        after = model.get("trainable_variables").items(4)
        findings[f"lr={lr}: losses"] = close(losses.numbers(steps), atol=1e-5)
        for name, answer in zip(("W1", "b1", "W2", "b2"), after, strict=True):
            findings[f"lr={lr}: {name}"] = close(answer, atol=1e-5)
    return findings


@check("the trained model reads digits", points=3, hidden=True)
def reads_digits(subject, rng):
    """Trains a model of Keras's on 2,000 images for 100 steps with lr = 0.5, then counts
    how many of the 10,000 test images it reads right. The pixels stand in another
    order."""
    agreements = []

    def accuracy(rng):
        digits = shuffled_digits(rng, 2000, 10_000)
        model = keras_network(subject, 50, 10, "relu")
        model(digits.train[:1])
        subject.train_sequential(model, digits.train, digits.one_hot, lr=0.5, steps=100)
        variables = model.get("trainable_variables").items(4)
        weights = [variable.array() for variable in variables]
        probabilities = forward(weights, digits.unseen)
        theirs = model(digits.unseen[:200]).array(shape=(200, 10))
        agreements.append(np.abs(theirs - probabilities[:200]).max() <= 1e-4)
        return digits_read(probabilities, digits)

    return {
        "accuracy": ACCURACY.judged(accuracy, rng),
        "the model computes what its weights say": is_true(all(agreements)),
    }
