"""Checks of the linear layer.

With all weights 1 a permuted or transposed W cannot be seen, nor a missing bias when it is
0. So weights are injected through `assign`.
"""

import numpy as np

from grader.examination import check, close, within


def injected(subject, rng, inputs, outputs):
    """A layer with random weights, given through trainable_variables; and the weights."""
    kernel = rng.normal(size=(inputs, outputs)).astype("float32")
    bias = rng.normal(size=outputs).astype("float32")
    layer = subject.build("Linear", inputs, outputs)
    first, second = layer.get("trainable_variables").items(2)
    first.assign(kernel)
    second.assign(bias)
    return layer, kernel, bias


@check("a new layer has ones and zeros", points=2)
def start(subject, rng):
    """Makes Linear(3, 2), looks at W and b, which must be Variables, and calls it with
    the example of the brief."""
    layer = subject.build("Linear", 3, 2)
    kernel = layer.get("W").array(shape=(3, 2), dtype="float32", kind="tf.Variable")
    bias = layer.get("b").array(shape=(2,), dtype="float32", kind="tf.Variable")
    output = layer(np.array([[1, 2, 3]], "float32"))
    return {
        "W": within(kernel, np.ones((3, 2)), atol=0),
        "b": within(bias, np.zeros(2), atol=0),
        "output": close(output.array(shape=(1, 2))),
    }


@check("trainable_variables are W and b themselves", points=2)
def trainable(subject, rng):
    """Assigns new weights through trainable_variables and looks at W and b."""
    layer, kernel, bias = injected(subject, rng, 4, 2)
    return {
        "W": within(layer.get("W").array(shape=(4, 2)), kernel, atol=0),
        "b": within(layer.get("b").array(shape=(2,)), bias, atol=0),
    }


@check("x @ W + b with any weights", points=4, hidden=True)
def any_weights(subject, rng):
    """Assigns weights that are all different to W and to b and calls the layer with
    several examples and with one; a layer with as many inputs as outputs too."""
    findings = {}
    for name, inputs, outputs, n in (
        ("5 to 3", 5, 3, 6),
        ("4 to 4", 4, 4, 4),
        ("2 to 7", 2, 7, 1),
    ):
        kernel = rng.normal(size=(inputs, outputs)).astype("float32")
        bias = rng.normal(size=outputs).astype("float32")
        x = rng.normal(size=(n, inputs)).astype("float32")
        layer = subject.build("Linear", inputs, outputs)
        layer.get("W").assign(kernel)
        layer.get("b").assign(bias)
        answer = layer(x).array(shape=(n, outputs))
        findings[name] = within(answer, x @ kernel + bias, atol=1e-5)
    return findings


@check("two layers have weights of their own", points=2, hidden=True)
def two_layers(subject, rng):
    """Makes two layers, changes the first, and looks at the second."""
    first, second = subject.build("Linear", 2, 3), subject.build("Linear", 2, 3)
    kernel = rng.normal(size=(2, 3)).astype("float32")
    first.get("W").assign(kernel)
    return {
        "first": within(first.get("W").array(shape=(2, 3)), kernel, atol=0),
        "second": within(second.get("W").array(shape=(2, 3)), np.ones((2, 3)), atol=0),
    }
