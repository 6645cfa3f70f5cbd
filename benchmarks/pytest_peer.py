"""What an instructor without a grader runs: pytest beside a student's files.

Copied there by bulk.py as test_peer.py; the same six steps with a few assertions each.
"""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def student(step):
    """The student's module of a step, under either of its names."""
    for name in (step, step.partition("_")[2]):
        if (HERE / f"{name}.py").exists():
            return importlib.import_module(name)
    pytest.fail(f"no file for {step}")


def softmax_of(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("count", [1, 4, 7, 1000])
def test_mse(count):
    true, predicted = np.random.default_rng(count).normal(size=(2, count)).astype("float32")
    result = student("05_mse").mse(tf.constant(true), tf.constant(predicted))
    assert np.allclose(result, ((true - predicted) ** 2).mean(), rtol=1e-5)


@pytest.mark.parametrize("scale", [0.1, 1, 30, 1000])
def test_softmax(scale):
    logits = np.random.default_rng(1).normal(scale=scale, size=(4, 10)).astype("float32")
    result = student("15_softmax").softmax(tf.constant(logits))
    assert np.allclose(result, softmax_of(logits), atol=1e-6)


@pytest.mark.parametrize("count", [1, 5, 100])
def test_crossentropy(count):
    rng = np.random.default_rng(count)
    predicted = softmax_of(rng.normal(size=(count, 10))).astype("float32")
    true = np.eye(10, dtype="float32")[rng.integers(0, 10, size=count)]
    module = student("17_crossentropy")
    function = next(getattr(module, name) for name in dir(module) if "entropy" in name)
    result = function(tf.constant(true), tf.constant(predicted))
    assert np.allclose(
        np.mean(result), -np.log((true * predicted).sum(axis=1)).mean(), rtol=1e-4
    )


def test_accuracy():
    rng = np.random.default_rng(3)
    true, predicted = rng.integers(0, 3, size=(2, 200))
    eye = np.eye(3, dtype="float32")
    result = student("16_accuracy").accuracy(
        tf.constant(eye[true]), tf.constant(eye[predicted])
    )
    assert np.allclose(result, (true == predicted).mean(), atol=1e-6)


@pytest.mark.parametrize("steps", [1, 100, 300])
def test_gradient_descent(steps):
    x = np.linspace(-1, 1, 20).astype("float32")
    y = 3 * x - 1
    m, b = 1.0, 0.0
    for _ in range(steps):
        error = m * x + b - y
        m, b = m - 0.05 * 2 * (error * x).mean(), b - 0.05 * 2 * error.mean()
    found = student("08_gradient_descent").gradient_descent(x, y, steps=steps)
    assert np.allclose([float(found[0]), float(found[1])], [m, b], rtol=1e-3, atol=1e-3)


def test_mnist_questions():
    module = student("13_mnist_questions")
    x = np.zeros((12, 28, 28), "uint8")
    y = np.array([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8])
    assert tuple(module.image_shape(x)) == (28, 28)
    assert int(module.image_count(x)) == 12
    assert int(np.asarray(module.class_counts(y))[0]) == 3
    assert module.dtypes(x, y)
