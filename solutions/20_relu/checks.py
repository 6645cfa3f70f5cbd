"""Checks of the rectified linear unit."""

import numpy as np

from grader.examination import check, close, equals

WRITE_IT_YOURSELF = (
    "tf.nn.relu",
    "keras.activations.relu",
    "keras.ops.relu",
)


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls relu with the five numbers of the brief."""
    x = np.array([-2, -0.5, 0, 3, 8], "float32")
    return {"result": close(subject.relu(x).array(shape=(5,)))}


@check("any shape", points=3, hidden=True)
def any_shape(subject, rng):
    """Calls relu with a single number, a table, and a block of three axes."""
    block = (10 * rng.normal(size=(2, 3, 4))).astype("float32")
    return {
        "a block": close(subject.relu(block).array(shape=(2, 3, 4))),
        "a table": close(subject.relu(block[0]).array(shape=(3, 4))),
        "a number": close(subject.relu(-np.abs(block[0, 0, 0])).array(shape=())),
    }


@check("the dtype is that of x", points=2)
def keeps_dtype(subject, rng):
    """Calls relu with float64 numbers and with integers."""
    fine = rng.normal(size=6)
    whole = np.array([-7, -1, 0, 1, 9], "int32")
    fine_answer, whole_answer = subject.relu(fine), subject.relu(whole)
    fine_answer.array(shape=(6,))
    whole_answer.array(shape=(5,))
    return {
        "dtype of float64": equals(fine_answer.dtype, "float64"),
        "float64": close(fine_answer, rtol=1e-12, atol=1e-12),
        "dtype of int32": equals(whole_answer.dtype, "int32"),
        "int32": close(whole_answer),
    }


@check("a gradient flows where x is positive", points=2, hidden=True)
def gradient_flows(subject, rng):
    """Differentiates a weighted sum of your result by x, as training does in later
    steps."""
    size = rng.uniform(0.5, 9, size=(3, 4))
    x = (size * rng.permutation([-1, 1] * 6).reshape(3, 4)).astype("float32")
    weights = rng.normal(size=(3, 4)).astype("float32")
    slope = subject.gradient("relu", [x], wrt=0, cotangent=weights)
    return {"gradient": close(slope.array(shape=(3, 4)))}
