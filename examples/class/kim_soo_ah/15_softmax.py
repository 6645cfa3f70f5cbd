import tensorflow as tf


def softmax(x):
    x = x - tf.reduce_max(x, axis=1, keepdims=True)
    e = tf.exp(x)
    return e / tf.reduce_sum(e, axis=1, keepdims=True)
