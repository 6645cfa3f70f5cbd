"""Each probability as one over a sum of exponentials of differences."""

import tensorflow as tf


def softmax(logits):
    differences = tf.expand_dims(logits, 1) - tf.expand_dims(logits, 2)
    largest = tf.reduce_max(differences, axis=2, keepdims=True)
    sums = tf.reduce_sum(tf.exp(differences - largest), axis=2, keepdims=True)
    return tf.squeeze(tf.exp(-largest) / sums, axis=2)
