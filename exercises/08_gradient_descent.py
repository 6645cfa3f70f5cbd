"""Gradient descent: fit a line in small steps downhill.

A line y = m * x + b is to fit points (x, y). Its loss is the mean squared error. Start
from m = 1, b = 0, and repeat: see which way the loss rises, and go a little the other
way.

    m_new = m - lr * dL/dm
    b_new = b - lr * dL/db

Both derivatives are taken at the same point (m, b), before either number is changed.
lr is the learning rate. With a `tf.GradientTape` TensorFlow finds the derivatives for
you; or use the formulas, dL/dm = mean(2 * (m*x + b - y) * x) and
dL/db = mean(2 * (m*x + b - y)).

An article that you may be reading calls a learning rate below 1 typical. For the data
of this workshop anything above 0.0916 makes the steps grow instead of shrink: 0.1 ends
at a loss of 10 to the 16th.

Shapes and dtypes
    x, y     float32 tensors of shape (n,)
    lr       a Python number, steps a Python int
    result   (m, b, losses): m and b are Variables, tensors or numbers; losses is a
             sequence of `steps` numbers, each the loss *before* the step's update

Example
    x = [0, 1], y = [1, 3], lr = 0.1, steps = 1: the predictions are 0 and 1, the loss
    is (1 + 4) / 2 = 2.5, dL/dm = -2 and dL/db = -3, so the result is
    (1.2, 0.3, [2.5]).
"""

import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    """Fit a line from m = 1, b = 0; returns (m, b, losses)."""
    raise NotImplementedError
