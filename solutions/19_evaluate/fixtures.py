"""A model to be evaluated."""

import tensorflow as tf


class Linear:
    """A linear layer with given weights."""

    def __init__(self, kernel, bias):
        self.W = tf.Variable(kernel)
        self.b = tf.Variable(bias)
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b
