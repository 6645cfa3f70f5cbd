"""A linear layer that starts at random.

The layer of step 12 starts with ones everywhere. That was good enough for a single layer.
With two layers on top of each other it is not: if all hidden units start alike, they get
the same gradient, make the same step, and stay alike for ever, as if there were only one of
them. Random numbers break this symmetry.

    W    drawn from the normal distribution with mean 0 and standard deviation stddev
    b    zeros

Each layer draws numbers of its own. How large they are matters: with many inputs and a
large stddev the outputs are so large that softmax is sure of itself before anything was
learnt. The article leaves TensorFlow's 1.0; later steps use 0.05, with which training goes
much better.

Shapes and dtypes
    W        float32 Variable (input_length, output_length)
    b        float32 Variable (output_length,)
    x        float32 tensor (n, input_length)
    layer(x) float32 (n, output_length), x @ W + b

`trainable_variables` holds W and b themselves, in this order.

Example
    Linear(784, 50, stddev=0.05) has 39,200 random weights; about two thirds of them lie
    between -0.05 and 0.05, and one in twenty beyond -0.1 and 0.1.
"""

import tensorflow as tf


class Linear:
    """A linear layer with random weights."""

    def __init__(self, input_length, output_length, stddev=1.0):
        # BEGIN SOLUTION
        shape = [input_length, output_length]
        self.W = tf.Variable(tf.random.normal(shape, stddev=stddev))
        self.b = tf.Variable(tf.zeros([output_length]))
        self.trainable_variables = [self.W, self.b]
        # END SOLUTION

    def __call__(self, x):
        """x @ W + b."""
        # BEGIN SOLUTION
        return x @ self.W + self.b
        # END SOLUTION
