"""Checks of the softmax."""

import numpy as np

from grader.examination import check, close, equals, is_true, within

WRITE_IT_YOURSELF = (
    "tf.nn.softmax",
    "tf.nn.log_softmax",
    "keras.activations.softmax",
    "keras.ops.softmax",
)


@check("the worked example comes out right", points=2)
def worked_example(subject, rng):
    """Calls softmax with the two rows of the brief."""
    x = np.array([[1, 2, 3], [1, 1, 4]], "float32")
    return {"probabilities": close(subject.softmax(x).array(shape=(2, 3)))}


@check("every row adds up to 1", points=2)
def rows_add_up(subject, rng):
    """Adds up each row of the result, for more rows than classes and the other way
    round. A sum over the whole batch, or down the columns, shows here."""
    wide = rng.normal(size=(3, 8)).astype("float32")
    tall = rng.normal(size=(8, 3)).astype("float32")
    return {
        "row sums of 3 rows": within(
            subject.softmax(wide).array(shape=(3, 8)).sum(axis=1), np.ones(3), atol=1e-5
        ),
        "row sums of 8 rows": within(
            subject.softmax(tall).array(shape=(8, 3)).sum(axis=1), np.ones(8), atol=1e-5
        ),
    }


@check("any logits, one row or as many rows as classes", points=2, hidden=True)
def any_logits(subject, rng):
    """Calls softmax with a square table, where a wrong axis does not show in the shape,
    and with a single row."""
    square = (3 * rng.normal(size=(4, 4))).astype("float32")
    single = (3 * rng.normal(size=(1, 6))).astype("float32")
    return {
        "square": close(subject.softmax(square).array(shape=(4, 4))),
        "one row": close(subject.softmax(single).array(shape=(1, 6))),
    }


@check("large logits stay finite", points=2)
def large_logits(subject, rng):
    """Calls softmax with logits of 1000 and -1000, in rows of very different size.
    Shift each row by its own largest logit before exp."""
    x = np.array([[1000, 999, 998], [-1000, -1001, -1002], [999, -1000, 1000]], "float32")
    return {"probabilities": close(subject.softmax(x).array(shape=(3, 3)), atol=1e-4)}


@check("the dtype is that of the logits", points=1)
def keeps_dtype(subject, rng):
    """Calls softmax with float64 logits and looks at the dtype and the digits."""
    x = rng.normal(size=(2, 5))
    answer = subject.softmax(x)
    answer.array(shape=(2, 5), dtype="float64")
    return {
        "dtype": equals(answer.dtype, "float64"),
        "probabilities": close(answer, rtol=1e-9, atol=1e-12),
    }


@check("a gradient flows from the probabilities to the logits", points=1, hidden=True)
def gradient_flows(subject, rng):
    """Differentiates a weighted sum of your probabilities by the logits, as training
    does in later steps."""
    x = rng.normal(size=(3, 4)).astype("float32")
    weights = rng.normal(size=(3, 4)).astype("float32")
    slope = subject.gradient("softmax", [x], wrt=0, cotangent=weights).array(shape=(3, 4))
    return {
        "gradient": close(slope, atol=1e-5),
        "it is not zero": is_true(bool(np.abs(slope).max() > 0)),
    }
