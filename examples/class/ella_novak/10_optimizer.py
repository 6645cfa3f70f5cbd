"""An optimizer: gradient descent in a class of its own.

Every training loop ends with the same lines: each Variable moves a little against its
gradient.

    variable = variable - lr * gradient

An optimizer is an object that remembers the learning rate and does this for any number of
Variables. Keras's optimizers work in the same way, so one can take the place of the other.

`apply_gradients` gets pairs of a gradient and its Variable, in this order, usually from
`zip(gradients, variables)`. What zip gives can be walked through once only. And it is the
Variable itself that has to change: the line above, written in Python as it stands, would
only give a local name to a new tensor.

The optimizer of the article stores `lr` and then computes with a number of its own; that
is a slip. Yours has to use the `lr` that it was given.

Shapes and dtypes
    lr                the learning rate, a Python number
    grads_and_vars    pairs (gradient, Variable); both of a pair have the same shape
    result            nothing; the Variables have changed

Example
    With lr = 0.1 a Variable of 2.0 whose gradient is 5.0 becomes 1.5.
"""

import tensorflow as tf


class GradientDescentOptimizer:
    """Plain gradient descent."""

    def __init__(self, lr=0.05):
        raise NotImplementedError

    def apply_gradients(self, grads_and_vars):
        """Move each Variable against its gradient."""
        raise NotImplementedError
