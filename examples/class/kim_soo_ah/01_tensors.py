"""Through numpy and back; nothing here needs a gradient."""

import warnings

import numpy as np
import tensorflow as tf

warnings.warn("this is a warning, not a mistake", stacklevel=1)


def make_tensor():
    return tf.constant(np.arange(1, 5, dtype=np.int32))


def affine(x):
    return tf.convert_to_tensor((2 * x.numpy() + 1).astype(x.dtype.as_numpy_dtype))


def second_row(matrix):
    first, second, *others = tf.unstack(matrix)
    return second


def scalar_sum():
    return tf.cast(tf.Variable(0) + tf.constant(1), tf.int32)
