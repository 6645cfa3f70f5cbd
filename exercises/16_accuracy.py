"""Accuracy: how often is the model right?

A classifier gives each of the k classes a probability; its answer is the class with the
largest. Accuracy is the fraction of examples whose answer is the true class:

    accuracy = mean over the n examples of (argmax(y_pred) == argmax(y_true))

argmax runs along the classes of one example, that is, along each row. The comparison
gives True and False. They have no mean before they are numbers; make them float32, since
TensorFlow's mean of whole numbers is a whole number.

Shapes and dtypes
    y_true   float32 tensor (n, k), one-hot: a 1 in the column of the true class
    y_pred   float32 tensor (n, k), probabilities
    result   a single number of shape (), between 0 and 1

Example
    y_true = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]
    y_pred = [[.7, .2, .1], [.1, .5, .4], [.3, .4, .3], [.2, .6, .2]]
    Three of four are right: 0.75.

Accuracy is for people to read. It cannot be trained on, because its gradient is zero
almost everywhere; for that there is the crossentropy.
"""

import tensorflow as tf


def accuracy(y_true, y_pred):
    """The fraction of rows whose largest probability stands at the true class."""
    raise NotImplementedError
