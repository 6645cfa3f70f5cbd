"""I wanted to see whether einsum can do everything. It nearly can."""
import tensorflow as tf


def mse(y_true, y_pred):
    d = tf.reshape(y_true - y_pred, [-1])
    n = tf.cast(tf.size(d), d.dtype)
    return tf.einsum("i,i->", d, d) / n
