"""Checks of the mean metric."""

import numpy as np

from grader.examination import check, within

WRITE_IT_YOURSELF = ("keras.metrics.Mean",)


def feed(metric, values):
    """Call the metric with each value."""
    for value in values:
        metric(np.float32(value))


def result(metric, expected):
    """The finding that the result is a number."""
    answer = metric.get("result")().array(shape=())
    return within(answer, np.float32(expected), rtol=1e-5, atol=1e-6)


@check("the mean of three values", points=3)
def three_values(subject, rng):
    """Calls a new Mean with 2, 4 and 9 and asks for the result."""
    metric = subject.build("Mean")
    feed(metric, [2, 4, 9])
    return {"result": result(metric, 5)}


@check("after a reset it begins anew", points=3)
def reset(subject, rng):
    """Calls a Mean with 2, 4 and 9, resets it, and calls it with 7 and 10."""
    metric = subject.build("Mean")
    feed(metric, [2, 4, 9])
    metric.get("reset_state")()
    feed(metric, [7, 10])
    return {"result": result(metric, 8.5)}


@check("asking for the result changes nothing", points=2, hidden=True)
def asked_often(subject, rng):
    """Asks for the result after each value, and twice at the end."""
    values = rng.uniform(-5, 5, size=4).astype("float32")
    metric = subject.build("Mean")
    findings = {}
    for count in range(1, 5):
        feed(metric, values[count - 1 : count])
        findings[f"after {count}"] = result(metric, values[:count].mean())
    findings["asked again"] = result(metric, values.mean())
    return findings


@check("two metrics do not share their memory", points=2, hidden=True)
def two_metrics(subject, rng):
    """Makes two Means and calls them in turn with different values."""
    small, large = rng.uniform(0, 1, size=3), rng.uniform(10, 20, size=3)
    first, second = subject.build("Mean"), subject.build("Mean")
    for low, high in zip(small, large, strict=True):
        feed(first, [low])
        feed(second, [high])
    return {"first": result(first, small.mean()), "second": result(second, large.mean())}
