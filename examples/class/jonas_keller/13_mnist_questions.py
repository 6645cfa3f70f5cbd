import numpy as np


def image_shape(x):
    return x.shape[1:]


def image_count(x):
    return x.shape[0]


def class_counts(y):
    return [int(np.sum(y == digit)) for digit in range(10)]


def dtypes(x, y):
    return x.dtype, y.dtype
