"""Mean squared error: how wrong is a line?

To fit a line to points you need one number that says how badly it fits: the smaller,
the better. For regression that number is usually the mean squared error,

    mse = (1 / n) * sum over i of (y_true[i] - y_pred[i]) ** 2

Take the difference at each point, square it, and average over the n points. Squaring
makes misses in both directions count, and large misses count more than small ones.

Shapes and dtypes
    y_true, y_pred   float32 tensors of shape (n,)
    result           a float32 tensor of shape (), one number

Example
    y_true = [1, 2, 3, 4] and y_pred = [1, 1, 5, 8] differ by 0, 1, -2, -4.
    The squares are 0, 1, 4, 16, and their mean is 21 / 4 = 5.25.

You may use anything of TensorFlow, its own mean squared error included. Stay with
TensorFlow's functions from start to end: later steps differentiate this loss, and a
value that went through numpy or float() has no gradient. Leave the inputs as they are.
"""

import tensorflow as tf


def mse(y_true, y_pred):
    """The mean of the squared differences, as a scalar tensor."""
    raise NotImplementedError
