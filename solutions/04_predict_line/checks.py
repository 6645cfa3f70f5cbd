"""Checks of the line's prediction."""

import numpy as np

from grader.examination import as_variable, check, close, equals


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls predict_line with the three points of the brief."""
    x = np.array([1, 2, 3], "float32")
    return {"prediction": close(subject.predict_line(x, 3.5, -1.0).array(shape=(3,)))}


@check("any line, with m and b as Variables", points=3, hidden=True)
def any_line(subject, rng):
    """Calls predict_line with other points and with Variables, as training does."""
    x = rng.uniform(-5, 5, size=8).astype("float32")
    m, b = rng.uniform(1, 4, size=2).astype("float32") * (-1, 1)
    answer = subject.predict_line(x, as_variable(np.float32(m)), as_variable(np.float32(b)))
    return {"prediction": close(answer.array(shape=(8,)))}


@check("a single point gives a single prediction", points=2)
def single_point(subject, rng):
    """Calls predict_line with one x. The result still has the shape (1,)."""
    answer = subject.predict_line(np.array([2], "float32"), 1.5, 0.25)
    return {"prediction": close(answer.array(shape=(1,)))}


@check("the dtype is that of x", points=2, hidden=True)
def keeps_dtype(subject, rng):
    """Calls predict_line with float64 points and looks at the dtype and the digits."""
    x = rng.uniform(1, 5, size=4)
    answer = subject.predict_line(x, 0.5, 2.0)
    answer.array(shape=(4,), dtype="float64")
    return {
        "dtype": equals(answer.dtype, "float64"),
        "prediction": close(answer, rtol=1e-12, atol=1e-12),
    }
