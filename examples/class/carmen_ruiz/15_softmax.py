import tensorflow as tf


def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=0))
    return e / tf.reduce_sum(e, axis=0)
