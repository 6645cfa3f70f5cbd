"""Checks of the categorical crossentropy."""

import numpy as np

from grader.examination import as_variable, check, close, within

WRITE_IT_YOURSELF = (
    "keras.losses.categorical_crossentropy",
    "keras.ops.categorical_crossentropy",
    "tf.nn.softmax_cross_entropy_with_logits",
)


def draw(rng, n, k):
    """One-hot labels and probabilities well inside (0, 1), float32 of shape (n, k)."""
    labels = np.eye(k, dtype="float32")[rng.integers(0, k, size=n)]
    weights = rng.uniform(0.2, 1.0, size=(n, k))
    return labels, (weights / weights.sum(axis=1, keepdims=True)).astype("float32")


@check("the worked example comes out right", points=3)
def worked_example(subject, rng):
    """Calls categorical_crossentropy with the two examples of the brief."""
    y_true = np.array([[0, 1, 0], [1, 0, 0]], "float32")
    y_pred = np.array([[0.1, 0.7, 0.2], [0.5, 0.25, 0.25]], "float32")
    answer = subject.categorical_crossentropy(y_true, y_pred)
    return {"losses": close(answer.array(shape=(2,)))}


@check("one loss an example", points=2)
def one_loss_an_example(subject, rng):
    """Looks at the shape, with more examples than classes and the other way round."""
    findings = {}
    for n, k in ((7, 3), (3, 7)):
        y_true, y_pred = draw(rng, n, k)
        losses = subject.categorical_crossentropy(y_true, y_pred).array(shape=(n,))
        findings[f"losses of {n} examples"] = close(losses)
    return findings


@check("any labels and probabilities", points=2, hidden=True)
def any_data(subject, rng):
    """Calls it with a single example, and with as many examples as classes, where a
    wrong axis does not show in the shape."""
    findings = {}
    for n, k in ((1, 4), (5, 5), (20, 10)):
        y_true, y_pred = draw(rng, n, k)
        losses = subject.categorical_crossentropy(y_true, y_pred).array(shape=(n,))
        findings[f"{n} examples of {k} classes"] = close(losses)
    return findings


@check("confident answers are measured exactly", points=1, hidden=True)
def confident(subject, rng):
    """Calls it with probabilities near 0 and near 1, where a small number that was
    added for safety shows."""
    small = rng.uniform(0.001, 0.004, size=4).astype("float32")
    y_pred = np.stack([small, 1 - small], axis=1)
    y_true = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], "float32")
    losses = subject.categorical_crossentropy(y_true, y_pred).array(shape=(4,))
    return {"losses": close(losses, rtol=1e-4, atol=1e-6)}


@check("a gradient flows from the losses to the probabilities", points=1, hidden=True)
def gradient_flows(subject, rng):
    """Differentiates your losses by y_pred, as training does in the next step."""
    y_true, y_pred = draw(rng, 4, 3)
    slope = subject.gradient("categorical_crossentropy", [y_true, y_pred], wrt=1)
    # Built-in versions scale each row to add up to 1 first, which adds a constant to a
    # row's gradient: only differences inside a row matter to training.
    rows = slope.array(shape=(4, 3))
    with np.errstate(invalid="ignore"):
        inside = rows - rows.mean(axis=1, keepdims=True)
    return {"gradient": close(inside, rtol=1e-4, atol=1e-4)}


@check("the inputs stay as they were", points=1)
def inputs_stay(subject, rng):
    """Hands over Variables and looks at them again after the call."""
    before = draw(rng, 3, 4)
    kept = [subject.put(as_variable(values)) for values in before]
    subject.categorical_crossentropy(*kept)
    after = [subject.read(one).array(shape=(3, 4)) for one in kept]
    return {
        "y_true": within(after[0], before[0], atol=0.0),
        "y_pred": within(after[1], before[1], atol=0.0),
    }
