"""Checks of the mean squared error."""

import numpy as np

from grader.examination import as_variable, check, close, equals, within


@check("the worked example gives 5.25", points=2)
def worked_example(subject, rng):
    """Calls mse with the example of the brief. Square first, then take the mean."""
    y_true = np.array([1, 2, 3, 4], "float32")
    y_pred = np.array([1, 1, 5, 8], "float32")
    return {"mse": close(subject.mse(y_true, y_pred).array(shape=()))}


@check("the result is one float32 number", points=1)
def one_number(subject, rng):
    """Looks at the shape and the dtype of the result only: shape () and float32."""
    y_true, y_pred = rng.normal(size=(2, 6)).astype("float32")
    answer = subject.mse(y_true, y_pred)
    answer.array(shape=(), dtype="float32")
    return {"dtype": equals(answer.dtype, "float32")}


@check("any data of any scale", points=3, hidden=True)
def any_scale(subject, rng):
    """Calls mse with small, large and many numbers, and with a single point."""
    findings = {}
    for n, scale in ((7, 1.0), (1, 3.0), (50, 0.01), (12, 1000.0)):
        y_true = (scale * rng.normal(size=n)).astype("float32")
        y_pred = (scale * rng.normal(size=n)).astype("float32")
        answer = subject.mse(y_true, y_pred).array(shape=())
        findings[f"mse of {n} points of scale {scale:g}"] = close(answer, atol=0.0)
    return findings


@check("a gradient flows from the result to the prediction", points=3, hidden=True)
def gradient_flows(subject, rng):
    """Differentiates your mse with respect to y_pred, as training does in later steps."""
    y_true, y_pred = rng.normal(size=(2, 5)).astype("float32")
    slope = subject.gradient("mse", [y_true, y_pred], wrt=1).array(shape=(5,))
    return {"gradient": close(slope)}


@check("the inputs stay as they were", points=1)
def inputs_stay(subject, rng):
    """Hands over Variables and looks at them again after the call."""
    before = rng.normal(size=(2, 4)).astype("float32")
    kept = [subject.put(as_variable(values)) for values in before]
    subject.mse(*kept)
    after = [subject.read(one).array(shape=(4,)) for one in kept]
    return {
        "y_true": within(after[0], before[0], atol=0.0),
        "y_pred": within(after[1], before[1], atol=0.0),
    }
