"""ReLU: the bend that makes a network more than a line.

Two linear layers after each other are again one linear layer. Something that is not
linear has to stand between them, and the simplest thing that serves is the rectified
linear unit:

    relu(x) = x where x > 0, and 0 elsewhere

It looks at each number by itself, whatever the shape. It passes the gradient on where x
is positive and stops it where x is negative, so compute it with TensorFlow's functions:
later steps train through it.

Shapes and dtypes
    x        a tensor of any shape and any numeric dtype
    result   a tensor of the same shape and dtype

Example
    [-2, -0.5, 0, 3, 8] gives [0, 0, 0, 3, 8].
"""

import tensorflow as tf


def relu(x):
    """x where it is positive, 0 elsewhere."""
    raise NotImplementedError
