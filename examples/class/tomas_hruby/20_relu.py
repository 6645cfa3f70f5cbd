"""By a choice at each place, as a tf.function."""

import tensorflow as tf


@tf.function
def relu(x):
    return tf.where(x > 0, x, tf.zeros_like(x))
