"""Sparse accuracy: labels as class numbers.

With `tf.data` the labels stay what they are in MNIST: one class number for each image,
not a one-hot row. The probabilities are as before. So only one side still needs argmax:

    accuracy = mean over the n examples of (argmax(y_pred) == y_true)

MNIST's labels are uint8, argmax gives int64, and TensorFlow compares only equal dtypes:
bring the two together first.

Shapes and dtypes
    y_true   tensor (n,) of class numbers 0 ... k-1; uint8, int32 or int64
    y_pred   float32 tensor (n, k), probabilities
    result   a single number of shape (), between 0 and 1

Example
    y_true = [0, 1, 2, 1]
    y_pred = [[.7, .2, .1], [.1, .5, .4], [.3, .4, .3], [.2, .6, .2]]
    Three of four are right: 0.75.
"""

import tensorflow as tf


def sparse_accuracy(y_true, y_pred):
    """The fraction of rows whose largest probability stands at the true class."""
    raise NotImplementedError
