"""Wrong ways to the accuracy."""

import tensorflow as tf


def hits(y_true, y_pred, axis=1):
    return tf.argmax(y_true, axis=axis) == tf.argmax(y_pred, axis=axis)


def accuracy__count(y_true, y_pred):
    """the number of right answers instead of their fraction

    Three right answers of four and three of a hundred are the same to you. Divide by
    the number of examples.
    """
    return tf.reduce_sum(tf.cast(hits(y_true, y_pred), tf.float32))


def accuracy__percent(y_true, y_pred):
    """percent instead of a fraction

    Your number is a hundred times too large: a fraction lies between 0 and 1.
    """
    return 100 * tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.float32))


def accuracy__error_rate(y_true, y_pred):
    """the fraction that is wrong

    When every answer is right you give 0. Count the rows where the two agree.
    """
    return 1 - tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.float32))


def accuracy__integer_mean(y_true, y_pred):
    """the mean of whole numbers

    Unless every answer is right you give 0: the mean of integers is rounded down to an
    integer. Which dtype can hold 0.75?
    """
    return tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.int32))


def accuracy__columns(y_true, y_pred):
    """the largest of each column instead of each row

    You looked for the best example of each class. The classes of one example lie along
    its row: which axis is that?
    """
    return tf.reduce_mean(tf.cast(hits(y_true, y_pred, axis=0), tf.float32))


def accuracy__not_averaged(y_true, y_pred):
    """one number for each example

    For each example you say whether it is right. The last line, the mean, is missing.
    """
    return tf.cast(hits(y_true, y_pred), tf.float32)


def accuracy__rounded(y_true, y_pred):
    """probabilities are rounded and compared entry by entry

    The many zeros of the one-hot table count as right answers. An example is right as
    a whole, by its largest probability, and that may well be below one half.
    """
    same = tf.round(y_pred) == y_true
    return tf.reduce_mean(tf.cast(same, tf.float32))


def accuracy__probability(y_true, y_pred):
    """the mean probability of the true class

    You average how sure the model is. Accuracy asks only whether the true class has
    the largest probability.
    """
    return tf.reduce_mean(tf.reduce_sum(y_true * y_pred, axis=1))
