"""A tf.function with the sum divided by the size, and demo code at top level."""

import warnings

import tensorflow as tf


@tf.function
def mse(y_true, y_pred):
    difference = tf.subtract(y_pred, y_true)
    total = tf.reduce_sum(difference * difference)
    return total / tf.cast(tf.size(difference), tf.float32)


warnings.warn("this warning goes to stderr and costs nothing")
print("mse of the example:", mse(tf.constant([1.0, 2.0]), tf.constant([1.0, 4.0])).numpy())
