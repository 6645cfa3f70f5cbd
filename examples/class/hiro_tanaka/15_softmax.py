import tensorflow as tf


def softmax(x):
    # with the classes in the first axis everything broadcasts by itself
    t = tf.transpose(x)
    t = tf.exp(t - tf.reduce_max(t, axis=0))
    return tf.transpose(t / tf.reduce_sum(t, axis=0))
