"""Checks of the optimizer."""

import numpy as np

from grader.examination import as_variable, check, one_shot, within


def apply(optimizer, gradients, variables, wrapped=list):
    """Hand the pairs to the optimizer."""
    optimizer.get("apply_gradients")(wrapped(list(zip(gradients, variables, strict=True))))


def content(subject, variable, expected):
    """The finding that a Variable has a content."""
    return within(subject.read(variable), expected, atol=1e-6)


@check("one Variable moves against its gradient", points=3)
def worked_example(subject, rng):
    """Makes an optimizer with lr = 0.1 and applies the gradient 5 to a Variable of 2."""
    optimizer = subject.build("GradientDescentOptimizer", lr=0.1)
    variable = subject.put(as_variable(np.float32(2)))
    apply(optimizer, [np.float32(5)], [variable])
    return {"Variable": content(subject, variable, 1.5)}


@check("all Variables of a zip move", points=3)
def zipped(subject, rng):
    """Hands over what zip gives, which can be walked through once, with three Variables
    of different shapes."""
    optimizer = subject.build("GradientDescentOptimizer", lr=0.25)
    starts = [rng.normal(size=s).astype("float32") for s in ((2, 3), (3,), ())]
    gradients = [np.asarray(rng.normal(size=s.shape), "float32") for s in starts]
    variables = [subject.put(as_variable(start)) for start in starts]
    apply(optimizer, gradients, variables, one_shot)
    return {
        f"Variable {i}": content(subject, variables[i], starts[i] - 0.25 * gradients[i])
        for i in range(3)
    }


@check("two optimizers keep their own learning rates", points=2, hidden=True)
def two_rates(subject, rng):
    """Makes two optimizers with different learning rates, then uses both."""
    rates = [float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.5, 0.9))]
    optimizers = [subject.build("GradientDescentOptimizer", lr=rate) for rate in rates]
    start, gradient = rng.normal(size=(2, 4)).astype("float32")
    findings = {}
    for name, rate, optimizer in zip(("first", "second"), rates, optimizers, strict=True):
        variable = subject.put(as_variable(start))
        apply(optimizer, [gradient], [variable])
        findings[name] = content(subject, variable, start - rate * gradient)
    return findings


@check("several steps, and the learning rate left out", points=2, hidden=True)
def several_steps(subject, rng):
    """Uses one optimizer with the default learning rate for three steps with different
    gradients."""
    optimizer = subject.build("GradientDescentOptimizer")
    start = rng.normal(size=3).astype("float32")
    gradients = rng.normal(size=(3, 3)).astype("float32")
    variable = subject.put(as_variable(start))
    for gradient in gradients:
        apply(optimizer, [gradient], [variable])
    return {"Variable": content(subject, variable, start - 0.05 * gradients.sum(axis=0))}
