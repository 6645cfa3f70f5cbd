import numpy as np


def image_shape(x):
    return x.shape[1], x.shape[2]


def image_count(x):
    return len(x)


def class_counts(y):
    digits, counts = np.unique(y, return_counts=True)
    return counts


def dtypes(x, y):
    return x.dtype, y.dtype
