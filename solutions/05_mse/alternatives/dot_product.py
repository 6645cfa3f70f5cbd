"""The difference multiplied with itself as a dot product."""

import tensorflow as tf


def mse(y_true, y_pred):
    d = tf.reshape(y_true - y_pred, [1, -1])
    print("called with", d.shape[1], "points")
    return tf.squeeze(tf.matmul(d, d, transpose_b=True)) / d.shape[1]
