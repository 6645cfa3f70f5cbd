"""Categorical crossentropy: how surprised is the model by the truth?

For each example the model gives k probabilities. The label says which class is right,
one-hot: a 1 at that class and 0 elsewhere. Crossentropy asks only how probable the
model thought the right class:

    loss[i] = - sum over classes j of y_true[i, j] * log(y_pred[i, j])

With one-hot labels a single term of the sum is left: minus the logarithm of the
probability of the right class. If that was 1 the loss is 0; the smaller it was, the
larger the loss. The logarithm is the natural one, base e.

Accuracy cannot be trained on, because it does not change when a weight moves a little;
crossentropy does.

Shapes and dtypes
    y_true   float32 tensor of shape (n, k), one-hot
    y_pred   float32 tensor of shape (n, k), probabilities; rows add up to 1
    result   float32 tensor of shape (n,): one loss an example, no mean taken

Example
    y_true = [[0, 1, 0], [1, 0, 0]], y_pred = [[0.1, 0.7, 0.2], [0.5, 0.25, 0.25]]
    gives [-log 0.7, -log 0.5] = [0.3567, 0.6931].

Write the formula yourself with a logarithm and a sum. TensorFlow has the function
ready made, and it is accepted. Mind the order of the arguments: the truth comes first.
"""

import tensorflow as tf


def categorical_crossentropy(y_true, y_pred):
    """One loss an example, shape (n,)."""
    raise NotImplementedError
