"""Wrong ways to predict a line."""

import tensorflow as tf


def predict_line__swapped(x, m, b):
    """slope and intercept are swapped

    At x = 0 a line has the value of its intercept. Yours has the value of its slope.
    """
    return b * x + m


def predict_line__minus(x, m, b):
    """the intercept is subtracted

    With b = -1 the line is to lie lower, and yours lies higher.
    """
    return m * x - b


def predict_line__no_intercept(x, m, b):
    """the intercept is left out

    Every line of yours goes through the origin. One of the two parameters is not used.
    """
    return m * x


def predict_line__no_slope(x, m, b):
    """the slope is left out

    Your lines all have the slope 1. One of the two parameters is not used.
    """
    return x + b


def predict_line__bracket(x, m, b):
    """the intercept is multiplied by the slope as well

    You computed m * (x + b). Multiplication comes first in the formula.
    """
    return m * (x + b)


def predict_line__summed(x, m, b):
    """one number instead of one for each point

    The predictions were added up. The line has a value at every x; leave them apart.
    """
    return tf.reduce_sum(m * x + b)


def predict_line__column(x, m, b):
    """a column of shape (n, 1)

    The numbers are right, but the result has an axis more than x. Compared with y of
    shape (n,) it would broadcast to a whole table.
    """
    return tf.expand_dims(m * x + b, axis=1)


def predict_line__single_precision(x, m, b):
    """always float32

    The points were float64 and the prediction is float32: somewhere the dtype is
    fixed. Use x as it comes.
    """
    return m * tf.cast(x, tf.float32) + b
