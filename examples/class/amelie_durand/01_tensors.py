"""convert_to_tensor, TensorFlow's own arithmetic, slices, with a look at the results."""

import tensorflow as tf


def make_tensor():
    return tf.convert_to_tensor([1, 2, 3, 4])


def affine(x):
    return tf.add(tf.multiply(x, 2), 1)


def second_row(matrix):
    return matrix[1, :]


def scalar_sum():
    x = tf.Variable(0)
    v = tf.convert_to_tensor(1)
    return x + v


print(make_tensor(), affine(make_tensor()), scalar_sum())
print(second_row(tf.reshape(tf.range(6), (3, 2))))
