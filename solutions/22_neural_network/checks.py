"""Checks of the network.

Weights are injected: a missing relu cannot be seen in the accuracy of a trained network,
but it is seen at once in what known weights give.
"""

import numpy as np

from grader.examination import between, check, close, is_true, within
from grader.examination.networks import forward, initial_weights


def injected(subject, weights, inputs, outputs, hidden):
    """A network with these weights, given through trainable_variables."""
    network = subject.build("FullyConnectedNetwork", inputs, outputs, hidden=hidden)
    variables = network.get("trainable_variables")
    variables.items()[0].array(kind="tf.Variable")
    for variable, value in zip(variables.items(4), weights, strict=True):
        variable.assign(value)
    return network


@check("two layers of the right sizes", points=2)
def layers(subject, rng):
    """Makes FullyConnectedNetwork(784, 10) and one with 7 hidden units and looks at W and
    b of l1 and l2."""
    findings = {}
    for name, given, hidden in (("default", {}, 50), ("hidden=7", {"hidden": 7}, 7)):
        network = subject.build("FullyConnectedNetwork", 784, 10, **given)
        for layer, inputs, outputs in (("l1", 784, hidden), ("l2", hidden, 10)):
            part = network.get(layer)
            kernel = part.get("W").array((inputs, outputs), "float32", "tf.Variable")
            bias = part.get("b").array((outputs,), "float32", "tf.Variable")
            spread = float(kernel.astype("float64").std())
            findings[f"{name}: {layer}.b"] = within(bias, np.zeros(outputs), atol=0)
            findings[f"{name}: spread of {layer}.W"] = between(spread, 0.03, 0.07)
    return findings


@check("trainable_variables are those of both layers", points=2)
def trainable(subject, rng):
    """Assigns other weights through trainable_variables and looks at l1 and l2."""
    weights = initial_weights(rng, (5, 4, 3), stddev=1.0)
    network = injected(subject, weights, 5, 3, 4)
    first, second = network.get("l1"), network.get("l2")
    shapes = [value.shape for value in weights]
    parts = (first.get("W"), first.get("b"), second.get("W"), second.get("b"))
    return {
        name: within(part.array(shape), value, atol=0)
        for name, part, shape, value in zip(
            ("l1.W", "l1.b", "l2.W", "l2.b"), parts, shapes, weights, strict=True
        )
    }


@check("probabilities with given weights", points=4, hidden=True)
def given_weights(subject, rng):
    """Gives the network weights of both signs and compares the probabilities, for several
    examples and for one, and with as many examples as classes."""
    findings = {}
    for name, n, sizes in (
        ("6 examples", 6, (5, 8, 3)),
        ("as many examples as classes", 4, (4, 6, 4)),
        ("one example", 1, (3, 2, 5)),
    ):
        weights = initial_weights(rng, sizes, stddev=1.0, bias=True)
        x = rng.normal(size=(n, sizes[0])).astype("float32")
        network = injected(subject, weights, sizes[0], sizes[2], sizes[1])
        answer = network(x).array(shape=(n, sizes[2]))
        findings[name] = within(answer, forward(weights, x), atol=1e-5)
    return findings


@check("stddev reaches both layers; two networks differ", points=2, hidden=True)
def deviation(subject, rng):
    """Makes networks with another stddev and looks at how far the weights spread, and
    whether two networks start with different weights. The probabilities of a new network
    add up to 1."""
    stddev = float(rng.uniform(0.4, 0.6))
    one, two = (
        subject.build("FullyConnectedNetwork", 40, 30, hidden=20, stddev=stddev)
        for _ in range(2)
    )
    kernels = [net.get("l1").get("W").array(shape=(40, 20)) for net in (one, two)]
    second = one.get("l2").get("W").array(shape=(20, 30))
    x = rng.normal(size=(3, 40)).astype("float32")
    rows = one(x).array(shape=(3, 30)).sum(axis=1)
    return {
        "spread of l1.W": between(kernels[0].std() / stddev, 0.8, 1.2),
        "spread of l2.W": between(second.std() / stddev, 0.8, 1.2),
        "two networks differ": is_true(bool(np.abs(kernels[0] - kernels[1]).max() > 1e-3)),
        "rows add up to": close(rows, atol=1e-4),
    }
