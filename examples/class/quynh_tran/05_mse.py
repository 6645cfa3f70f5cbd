import tensorflow as tf


def mse(y_true, y_pred):
    # the model gives a column, so make the targets a column as well
    y_true = tf.reshape(y_true, (-1, 1))
    return tf.reduce_mean((y_true - y_pred) ** 2)
