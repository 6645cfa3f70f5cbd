"""Checks of the line as an object."""

import numpy as np

from grader.examination import check, close, is_true, within


def parameter(model, name):
    """A parameter as an array; it must be a Variable."""
    return model.get(name).array(shape=(), dtype="float32", kind="tf.Variable")


@check("a new model is the line y = x", points=2)
def start(subject, rng):
    """Makes a model, looks at m and b, which must be Variables, and calls it."""
    model = subject.build("Linear")
    line = model(np.array([1, 2, 4], "float32"))
    return {
        "m": within(parameter(model, "m"), 1, atol=0),
        "b": within(parameter(model, "b"), 0, atol=0),
        "line": close(line.array(shape=(3,))),
    }


@check("it answers to m.assign and b.assign", points=3)
def assigned(subject, rng):
    """Assigns another slope and intercept and calls the model again, with one point too."""
    model = subject.build("Linear")
    x = np.array([-2, 0.5, 3, 10], "float32")
    findings = {}
    for name, m, b in (("a rising line", 3.0, -1.0), ("a falling line", -0.5, 4.0)):
        model.get("m").assign(np.float32(m))
        model.get("b").assign(np.float32(b))
        findings[name] = close(model(x).array(shape=(4,)))
    findings["one point"] = close(model(x[:1]).array(shape=(1,)))
    return findings


@check("trainable_variables are m and b themselves", points=3, hidden=True)
def trainable(subject, rng):
    """Changes the model through trainable_variables, as an optimizer does, and looks at m
    and b and at the line."""
    m, b = rng.normal(size=2).astype("float32")
    x = rng.normal(size=5).astype("float32")
    model = subject.build("Linear")
    first, second = model.get("trainable_variables").items(2)
    first.assign(m)
    second.assign(b)
    return {
        "m": within(parameter(model, "m"), m, atol=0),
        "b": within(parameter(model, "b"), b, atol=0),
        "line": within(model(x).array(shape=(5,)), m * x + b, atol=1e-5),
        "the first is m": is_true(subject.same(first, model.get("m"))),
    }


@check("two models have parameters of their own", points=2, hidden=True)
def two_models(subject, rng):
    """Makes two models, changes the first, and looks at the second."""
    first, second = subject.build("Linear"), subject.build("Linear")
    m, b = rng.uniform(2, 5, size=2).astype("float32")
    first.get("m").assign(m)
    first.get("b").assign(b)
    x = rng.normal(size=3).astype("float32")
    return {
        "first": within(first(x).array(shape=(3,)), m * x + b, atol=1e-5),
        "second": within(second(x).array(shape=(3,)), x, atol=1e-5),
    }
