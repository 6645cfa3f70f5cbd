"""Wrong ways to the mean squared error."""

import tensorflow as tf


def mse__sum(y_true, y_pred):
    """the sum of the squares instead of their mean

    Your result grows with the number of points. Twice as many points that fit equally
    well should give the same loss. What turns a total into an average?
    """
    return tf.reduce_sum(tf.square(y_true - y_pred))


def mse__absolute(y_true, y_pred):
    """absolute differences instead of squared ones

    You measure how far off each point is, and average that. That is another loss, the
    mean absolute error. Here a miss of 4 is to count sixteen times as much as one of 1.
    """
    return tf.reduce_mean(tf.abs(y_true - y_pred))


def mse__root(y_true, y_pred):
    """the root of the mean squared error

    One operation too many at the end: what you return has the unit of y, while the mean
    of squares has the unit of y squared.
    """
    return tf.sqrt(tf.reduce_mean(tf.square(y_true - y_pred)))


def mse__half(y_true, y_pred):
    """half of the mean squared error

    Some texts put a factor of one half before the loss to make its derivative look
    tidier. The formula of this step has none.
    """
    return tf.reduce_mean(tf.square(y_true - y_pred)) / 2


def mse__no_mean(y_true, y_pred):
    """one value a point instead of one number for all

    You have squared the differences; the result still has shape (n,). A loss has to be
    one number, so that two lines can be compared.
    """
    return tf.square(y_true - y_pred)


def mse__no_square(y_true, y_pred):
    """differences that are not squared

    Misses above and below the line cancel each other, so a bad line can have a loss of
    zero or less. What makes both directions count?
    """
    return tf.reduce_mean(y_true - y_pred)


def mse__square_of_mean(y_true, y_pred):
    """the square of the mean difference

    The order matters: averaging first lets misses above and below the line cancel.
    Square each difference while it still belongs to its point.
    """
    return tf.square(tf.reduce_mean(y_true - y_pred))


def mse__broadcast(y_true, y_pred):
    """every point compared with every other

    Somewhere a shape became (n, 1). With (n,) beside it, broadcasting makes a table of
    n by n differences, and the mean runs over all of them. Print the shape of the
    difference.
    """
    return tf.reduce_mean(tf.square(tf.reshape(y_true, (-1, 1)) - y_pred))


def mse__numpy(y_true, y_pred):
    """the right number, cut off from its gradient

    The value is right, but it went through numpy or a Python number on the way, and
    TensorFlow cannot follow it there. Training needs the gradient of this loss: use
    TensorFlow's functions all the way.
    """
    return tf.constant(((y_true.numpy() - y_pred.numpy()) ** 2).mean())


def mse__overwrites(y_true, y_pred):
    """the inputs are overwritten

    After the call the data is not what it was. Make a new tensor for the difference
    and leave what you were given alone.
    """
    result = tf.reduce_mean(tf.square(y_true - y_pred))
    if isinstance(y_pred, tf.Variable):
        y_pred.assign(y_true - y_pred)
    return result


def mse__double_precision(y_true, y_pred):
    """a float64 result

    Somewhere the numbers were made float64. The data is float32, and TensorFlow does
    not mix the two: the next step would stop with an error.
    """
    return tf.reduce_mean(tf.square(tf.cast(y_true - y_pred, tf.float64)))
