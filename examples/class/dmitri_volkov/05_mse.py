import tensorflow as tf


def mse(y_true, y_pred):
    # take the root so that the unit is the same as y's
    return tf.sqrt(tf.reduce_mean((y_true - y_pred) ** 2))
