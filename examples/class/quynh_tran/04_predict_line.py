"""As a polynomial of degree 1."""

import warnings

import tensorflow as tf

warnings.warn("a line is a polynomial", stacklevel=1)


def predict_line(x, m, b):
    return tf.math.polyval([tf.cast(m, x.dtype), tf.cast(b, x.dtype)], x)
