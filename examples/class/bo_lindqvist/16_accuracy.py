"""Keras's metric."""

import tensorflow as tf


def accuracy(y_true, y_pred):
    metric = tf.keras.metrics.CategoricalAccuracy()
    metric.update_state(y_true, y_pred)
    return metric.result()
