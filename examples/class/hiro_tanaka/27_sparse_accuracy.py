"""Keras's metric."""

import tensorflow as tf


def sparse_accuracy(y_true, y_pred):
    metric = tf.keras.metrics.SparseCategoricalAccuracy()
    return metric(y_true, y_pred)
