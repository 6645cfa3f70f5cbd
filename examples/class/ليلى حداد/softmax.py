import tensorflow as tf


def softmax(x):
    """The softmax is exp(z - log(sum(exp(z)))), whatever is taken off z before."""
    z = x - tf.reduce_max(x, axis=-1)[:, tf.newaxis]
    return tf.exp(z - tf.reduce_logsumexp(z, axis=-1)[:, tf.newaxis])
