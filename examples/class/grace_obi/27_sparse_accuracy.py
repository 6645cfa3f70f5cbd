"""Through one-hot rows, as a tf.function."""

import tensorflow as tf


@tf.function
def sparse_accuracy(y_true, y_pred):
    rows = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[1])
    best = tf.one_hot(tf.argmax(y_pred, axis=1), y_pred.shape[1])
    return tf.reduce_mean(tf.reduce_sum(rows * best, axis=1))
