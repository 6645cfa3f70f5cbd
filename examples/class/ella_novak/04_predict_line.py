"""Predict a line: y for every x at once.

A line has two parameters, the slope m and the intercept b. Its prediction for a point x
is

    y_pred = m * x + b

With tensors one expression predicts all points at once: m and b are single numbers, x has
n of them, and broadcasting uses m and b for each. There is no loop to write, and the
result has the shape of x.

Shapes and dtypes
    x        a float32 or float64 tensor of shape (n,)
    m, b     a number, a tensor or a Variable of shape ()
    result   a tensor of shape (n,) and the dtype of x

Example
    x = [1, 2, 3], m = 3.5 and b = -1 give [2.5, 6, 9.5].
"""

import tensorflow as tf


def predict_line(x, m, b):
    """The line's value at every x."""
    raise NotImplementedError
