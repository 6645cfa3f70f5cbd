import tensorflow as tf


def mse(y_true, y_pred):
    result = tf.reduce_mean((y_true - y_pred) ** 2)
    print("mse:", result)
