"""In numpy, as a Python number, with a message on stderr."""

import sys

import numpy as np


def sparse_accuracy(y_true, y_pred):
    right = np.asarray(y_true) == np.asarray(y_pred).argmax(axis=-1)
    print(right.sum(), "of", right.size, file=sys.stderr)
    return float(right.mean())


print(sparse_accuracy([1, 0], [[0.1, 0.9], [0.2, 0.8]]))
