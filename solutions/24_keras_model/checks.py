"""Checks of the Keras model. Keras makes the weights at the first call."""

import numpy as np

from grader.examination import check, equals, within
from grader.examination.networks import forward, initial_weights


def injected(subject, rng, inputs, outputs):
    """A model that was called once and then given weights; and the weights."""
    weights = initial_weights(rng, (inputs, 50, outputs), stddev=0.5, bias=True)
    model = subject.build("Model", inputs, outputs)
    model(np.zeros((1, inputs), "float32"))
    variables = model.get("trainable_variables").items(4)
    for variable, value in zip(variables, weights, strict=True):
        variable.assign(value)
    return model, weights


@check("four weights of the right shapes", points=3)
def shapes(subject, rng):
    """Makes Model(6, 3), calls it with two examples, and looks at the shapes of its
    trainable variables."""
    model = subject.build("Model", 6, 3)
    model(np.zeros((2, 6), "float32"))
    variables = model.get("trainable_variables").items(4)
    found = tuple(variable.array().shape for variable in variables)
    return {"shapes": equals(found, ((6, 50), (50,), (50, 3), (3,)))}


@check("a model of Keras's", points=1)
def is_keras(subject, rng):
    """Asks the model for its number of weights with count_params, which every Keras model
    has, after it was called."""
    model = subject.build("Model", 5, 4)
    model(np.zeros((1, 5), "float32"))
    count = model.get("count_params")().number()
    return {"count_params": equals(int(count), 5 * 50 + 50 + 50 * 4 + 4)}


@check("probabilities with given weights", points=4, hidden=True)
def given_weights(subject, rng):
    """Gives the model weights of both signs and compares the probabilities, for several
    examples and for one, and with as many examples as classes."""
    findings = {}
    for name, n, inputs, outputs in (
        ("6 examples", 6, 5, 3),
        ("as many examples as classes", 4, 3, 4),
        ("one example", 1, 4, 10),
    ):
        model, weights = injected(subject, rng, inputs, outputs)
        x = rng.normal(size=(n, inputs)).astype("float32")
        answer = model(x).array(shape=(n, outputs))
        findings[name] = within(answer, forward(weights, x), atol=1e-5)
    return findings


@check("images give ten probabilities", points=2, hidden=True)
def images(subject, rng):
    """Gives a model for 784 pixels known weights and compares its probabilities."""
    model, weights = injected(subject, rng, 784, 10)
    x = rng.uniform(0, 1, size=(20, 784)).astype("float32")
    answer = model(x).array(shape=(20, 10))
    return {"probabilities": within(answer, forward(weights, x), atol=1e-4)}
