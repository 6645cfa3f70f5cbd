"""Checks of the random layer.

The weights are random, so they are examined in bands. For 20,000 normal numbers of standard
deviation 1 the mean has a standard deviation of 0.0071 (band: 0.05), the measured standard
deviation one of 0.0050 (band: 0.05), the share of numbers beyond 1 is 0.3173 with a
standard deviation of 0.0033 (band: from 0.29 to 0.35), the share beyond 1.9 is 0.0574 with
0.0017 (from 0.04 to 0.075). Each band is at least seven standard deviations wide on both
sides, so that a right layer is refused less than once in 10**10 times.
"""

import numpy as np

from grader.examination import between, check, is_true, within

INPUTS, OUTPUTS = 200, 100


def kernel_of(layer, inputs, outputs):
    """W, which must be a float32 Variable of this shape, as float64."""
    kernel = layer.get("W").array((inputs, outputs), "float32", "tf.Variable")
    return kernel.astype("float64")


def bands(kernel, stddev):
    """What can be said of normal numbers."""
    units = kernel.ravel() / stddev
    return {
        "mean": between(units.mean(), -0.05, 0.05),
        "standard deviation": between(units.std(), 0.95, 1.05),
        "share beyond one deviation": between(np.mean(np.abs(units) > 1), 0.25, 0.36),
        "share beyond 1.9 deviations": between(np.mean(np.abs(units) > 1.9), 0.04, 0.075),
    }


@check("W is normal with deviation 1, b is zero", points=3)
def start(subject, rng):
    """Makes Linear(200, 100) and looks at the 20,000 numbers of W: their mean, their
    standard deviation, and how many lie far out. b is all zeros."""
    layer = subject.build("Linear", INPUTS, OUTPUTS)
    bias = layer.get("b").array((OUTPUTS,), "float32", "tf.Variable")
    return bands(kernel_of(layer, INPUTS, OUTPUTS), 1.0) | {
        "b": within(bias, np.zeros(OUTPUTS), atol=0)
    }


@check("stddev is the standard deviation", points=2, hidden=True)
def other_deviation(subject, rng):
    """Makes layers with a small stddev and with a large one."""
    findings = {}
    for name, low, high in (("small", 0.03, 0.07), ("large", 2.0, 4.0)):
        stddev = float(rng.uniform(low, high))
        layer = subject.build("Linear", INPUTS, OUTPUTS, stddev=stddev)
        found = bands(kernel_of(layer, INPUTS, OUTPUTS), stddev)
        findings |= {f"{name}: {key}": finding for key, finding in found.items()}
    return findings


@check("two layers differ", points=2)
def two_layers(subject, rng):
    """Makes two layers of the same size, compares their weights, then changes the first
    and looks at the second. Within one layer the weights differ as well."""
    first, second = subject.build("Linear", 6, 5), subject.build("Linear", 6, 5)
    one, other = kernel_of(first, 6, 5), kernel_of(second, 6, 5)
    first.get("W").assign(np.zeros((6, 5), "float32"))
    return {
        "their weights differ": is_true(bool(np.abs(one - other).max() > 1e-3)),
        "the weights of one layer differ": is_true(len(np.unique(one.round(6))) > 25),
        "the second stays": within(kernel_of(second, 6, 5), other, atol=0),
    }


@check("x @ W + b, and both are trainable", points=3, hidden=True)
def any_weights(subject, rng):
    """Gives a layer other weights through trainable_variables and calls it with several
    examples and with one."""
    findings = {}
    for name, inputs, outputs, n in (("5 to 3", 5, 3, 6), ("4 to 4", 4, 4, 1)):
        kernel = rng.normal(size=(inputs, outputs)).astype("float32")
        bias = rng.normal(size=outputs).astype("float32")
        x = rng.normal(size=(n, inputs)).astype("float32")
        layer = subject.build("Linear", inputs, outputs)
        first, second = layer.get("trainable_variables").items(2)
        first.assign(kernel)
        second.assign(bias)
        answer = layer(x).array(shape=(n, outputs))
        findings[name] = within(answer, x @ kernel + bias, atol=1e-5)
    return findings
