"""With einsum, and trainable_variables as a property that gives a tuple."""

import tensorflow as tf


class Linear:
    def __init__(self, input_length, output_length):
        self.W = tf.Variable(tf.fill((input_length, output_length), 1.0))
        self.b = tf.Variable([0.0] * output_length)

    @property
    def trainable_variables(self):
        return self.W, self.b

    def __call__(self, x):
        return tf.einsum("nk,kj->nj", x, self.W) + self.b[tf.newaxis]
