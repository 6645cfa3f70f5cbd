"""In a graph, with tf.gradients."""

import tensorflow as tf


@tf.function
def gradients(x, y, m, b):
    parameters = tf.stack([m, b])
    design = tf.stack([x, tf.ones_like(x)], axis=1)
    errors = tf.linalg.matvec(design, parameters) - y
    return tf.gradients(tf.reduce_mean(errors * errors), parameters)[0]
