import tensorflow as tf


def mse(y_true, y_pred):
    error = y_pred - y_true
    squared = error ** 2
    total = tf.math.reduce_sum(squared)
    how_many = tf.cast(tf.shape(error)[0], tf.float32)
    return total / how_many
