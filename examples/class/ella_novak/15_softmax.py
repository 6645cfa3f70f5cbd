"""Softmax: from scores to probabilities.

A linear model gives each of k classes a score, any number at all; such scores are
called logits. Softmax turns one row of them into probabilities: all positive, in the
same order, adding up to 1.

    softmax(x)[j] = exp(x[j]) / sum over c of exp(x[c])

The sum runs over the classes of one example, that is, along each row and never over
the whole batch. An article that you may be reading sums over everything (its `softmax`
has no axis); that is a slip.

A second slip waits there: exp(89) is already too large for float32, and inf / inf is
nan. The way out costs one line. Subtracting the same number from every logit of a row
changes nothing in the formula (the factor cancels), so subtract the largest one: then
no exponent is above 0.

Shapes and dtypes
    x        a float32 or float64 tensor of shape (n, k): n examples, k classes
    result   a tensor of the same shape and dtype

Example
    [[1, 2, 3], [1, 1, 4]] gives
    [[0.0900, 0.2447, 0.6652], [0.0453, 0.0453, 0.9094]]; each row adds up to 1.

Write the formula yourself with exp, sums and maxima. TensorFlow has the function ready
made; it is accepted, but you would learn nothing about the two slips.
"""

import tensorflow as tf


def softmax(x):
    """Probabilities of each row of logits."""
    raise NotImplementedError
