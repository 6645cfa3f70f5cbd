"""Wrong ways to the accuracy with class numbers."""

import tensorflow as tf


def hits(y_true, y_pred, axis=1):
    return tf.cast(y_true, tf.int64) == tf.argmax(y_pred, axis=axis)


def sparse_accuracy__count(y_true, y_pred):
    """the number of right answers instead of their fraction

    Three right answers of four and three of a hundred are the same to you. Divide by
    the number of examples.
    """
    return tf.reduce_sum(tf.cast(hits(y_true, y_pred), tf.float32))


def sparse_accuracy__percent(y_true, y_pred):
    """percent instead of a fraction

    Your number is a hundred times too large: a fraction lies between 0 and 1.
    """
    return 100 * tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.float32))


def sparse_accuracy__error_rate(y_true, y_pred):
    """the fraction that is wrong

    When every answer is right you give 0. Count the rows where the two agree.
    """
    return 1 - tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.float32))


def sparse_accuracy__integer_mean(y_true, y_pred):
    """the mean of whole numbers

    Unless every answer is right you give 0: the mean of integers is rounded down to an
    integer. Which dtype can hold 0.75?
    """
    return tf.reduce_mean(tf.cast(hits(y_true, y_pred), tf.int32))


def sparse_accuracy__not_averaged(y_true, y_pred):
    """one number for each example

    For each example you say whether it is right. The last line, the mean, is missing.
    """
    return tf.cast(hits(y_true, y_pred), tf.float32)


def sparse_accuracy__one_hot(y_true, y_pred):
    """argmax of the labels as well

    The labels are class numbers already. argmax turns all of them into one number, the
    place of the largest label, and every example is compared with that.
    """
    same = tf.argmax(y_true, axis=-1) == tf.argmax(y_pred, axis=-1)
    return tf.reduce_mean(tf.cast(same, tf.float32))


def sparse_accuracy__int64_only(y_true, y_pred):
    """labels of another dtype than int64 are refused

    argmax gives int64, and TensorFlow compares only equal dtypes. Cast one of the two
    to the dtype of the other.
    """
    same = tf.math.equal(y_true, tf.argmax(y_pred, axis=1))
    return tf.reduce_mean(tf.cast(same, tf.float32))


def sparse_accuracy__all_pairs(y_true, y_pred):
    """every label is compared with every answer

    A column of shape (n, 1) beside a row of shape (n,) broadcasts to a table of (n, n).
    Bring both to the shape (n,).
    """
    table = tf.cast(y_true, tf.int64)[:, tf.newaxis] == tf.argmax(y_pred, axis=1)
    return tf.reduce_mean(tf.cast(table, tf.float32))


def sparse_accuracy__probability(y_true, y_pred):
    """the mean probability of the true class

    You average how sure the model is. Accuracy asks only whether the true class has
    the largest probability.
    """
    chosen = tf.gather(y_pred, tf.cast(y_true, tf.int64), batch_dims=1)
    return tf.reduce_mean(chosen)
