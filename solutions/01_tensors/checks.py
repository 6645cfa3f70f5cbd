"""Checks of the first tensors."""

import numpy as np

from grader.examination import check, close, equal


@check("four whole numbers in a tensor", points=2)
def made(subject, rng):
    """Calls make_tensor, which has to return an int32 tensor of shape (4,)."""
    answer = subject.make_tensor()
    return {"values": equal(tuple(answer.array((4,), "int32", "tf.Tensor").tolist()))}


@check("2x + 1 in the dtype of x", points=2)
def affine_dtypes(subject, rng):
    """Calls affine with whole numbers and with decimal numbers."""
    whole = subject.affine(np.array([1, 2, 3, 4], "int32"))
    decimal = subject.affine(np.array([0.5, -1.25, 3], "float32"))
    return {
        "int32": close(whole.array((4,), "int32", "tf.Tensor")),
        "float32": close(decimal.array((3,), "float32", "tf.Tensor")),
    }


@check("2x + 1 for any shape", points=2, hidden=True)
def affine_shapes(subject, rng):
    """Calls affine with a scalar, a matrix and a vector of one number."""
    findings = {}
    for name, shape in (("scalar", ()), ("matrix", (3, 2)), ("one number", (1,))):
        x = np.asarray(rng.normal(size=shape), "float32")
        findings[name] = close(subject.affine(x).array(shape, "float32", "tf.Tensor"))
    return findings


@check("the second row of any matrix", points=2, hidden=True)
def second(subject, rng):
    """Calls second_row with a wide matrix, a square one and one of whole numbers."""
    wide = rng.normal(size=(2, 5)).astype("float32")
    square = rng.normal(size=(4, 4)).astype("float32")
    whole = rng.integers(-9, 10, size=(3, 2)).astype("int32")
    return {
        "wide": close(subject.second_row(wide).array((5,), "float32", "tf.Tensor")),
        "square": close(subject.second_row(square).array((4,), "float32", "tf.Tensor")),
        "whole": close(subject.second_row(whole).array((2,), "int32", "tf.Tensor")),
    }


@check("a sum of scalars is a scalar", points=2)
def scalar(subject, rng):
    """Calls scalar_sum, which has to return an int32 tensor of shape ()."""
    answer = subject.scalar_sum()
    return {"value": equal(int(answer.array((), "int32", "tf.Tensor")))}
