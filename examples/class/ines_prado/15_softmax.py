import tensorflow as tf


def softmax_of_one_row(row):
    powers = tf.exp(row - tf.reduce_max(row))
    return powers / tf.reduce_sum(powers)


def softmax(x):
    return tf.map_fn(softmax_of_one_row, x)
