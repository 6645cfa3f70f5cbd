"""What the training loop is tried with: a model and two optimizers.

`_rate` and not `lr`: whoever moves the Variables without the optimizer's help finds no
learning rate in it.
"""

import tensorflow as tf


class LineModel:
    """The line of step 09."""

    def __init__(self, m, b):
        self.m = tf.Variable(m)
        self.b = tf.Variable(b)
        self.trainable_variables = [self.m, self.b]

    def __call__(self, x):
        return self.m * x + self.b


class HandWrittenOptimizer:
    """The optimizer of step 10."""

    def __init__(self, rate):
        self._rate = rate

    def apply_gradients(self, grads_and_vars):
        for gradient, variable in grads_and_vars:
            variable.assign_sub(self._rate * gradient)


class SignOptimizer(HandWrittenOptimizer):
    """Steps of the same length, whatever the gradient's size."""

    def apply_gradients(self, grads_and_vars):
        for gradient, variable in grads_and_vars:
            variable.assign_sub(self._rate * tf.sign(gradient))
