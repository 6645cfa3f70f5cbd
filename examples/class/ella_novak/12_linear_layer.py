"""A linear layer: many lines at once.

A line turns one number into one number. A linear layer turns every row of inputs into a
row of outputs, with a weight for each pair of an input and an output and a bias for each
output:

    layer(x) = x @ W + b

@ is the matrix product: entry [i, j] of the result is the sum over all inputs k of
x[i, k] * W[k, j], plus b[j]. The bias is added to every row, by broadcasting.

Here W starts with ones and b with zeros, so that everybody gets the same results. That is
good enough for a single layer; for more of them a later step draws W at random.

Shapes and dtypes
    x                      float32 tensor (n, input_length), one example a row
    W                      float32 Variable (input_length, output_length), ones
    b                      float32 Variable (output_length,), zeros
    trainable_variables    [W, b], the Variables themselves
    layer(x)               float32 tensor (n, output_length)

Example
    Linear(3, 2) applied to [[1, 2, 3]] gives [[6, 6]] at the start.
"""

import tensorflow as tf


class Linear:
    """A linear layer with the Variables W and b."""

    def __init__(self, input_length, output_length):
        raise NotImplementedError

    def __call__(self, x):
        """x @ W + b."""
        raise NotImplementedError
