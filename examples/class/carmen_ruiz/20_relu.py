"""Times a mask of ones and zeros, with a demo at top level."""

import tensorflow as tf


def positive(x):
    return tf.cast(tf.greater(x, 0), x.dtype)


def relu(x):
    return x * positive(x)


for value in (-1.0, 0.0, 2.5):
    print(value, "->", relu(tf.constant(value)).numpy())
