import tensorflow as tf


def softmax(x):
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    e = tf.exp(shifted
    return e / tf.reduce_sum(e, axis=1, keepdims=True)
