"""Wrong ways to the best line."""

import tensorflow as tf


def parts(x, y):
    """The two means, covariance and variance; the mistakes below use them."""
    mean_x, mean_y = tf.reduce_mean(x), tf.reduce_mean(y)
    covariance = tf.reduce_mean((x - mean_x) * (y - mean_y))
    return mean_x, mean_y, covariance, tf.reduce_mean(tf.square(x - mean_x))


def closed_form__swapped(x, y):
    """m and b are in the wrong order

    The numbers are right. The slope comes first.
    """
    mean_x, mean_y, covariance, variance = parts(x, y)
    m = covariance / variance
    return mean_y - m * mean_x, m


def closed_form__x_on_y(x, y):
    """divided by the variance of y

    That is the way to the line that predicts x from y. Whose variance belongs below?
    """
    mean_x, mean_y, covariance, _ = parts(x, y)
    m = covariance / tf.math.reduce_variance(y)
    return m, mean_y - m * mean_x


def closed_form__origin(x, y):
    """the line is forced through the origin

    Your b is always 0. The best line goes through the mean point, not through the
    origin.
    """
    m = tf.reduce_sum(x * y) / tf.reduce_sum(x * x)
    return m, 0.0 * m


def closed_form__not_centred(x, y):
    """the means are not subtracted first

    The slope comes from x and y themselves. It depends only on how they differ from
    their means.
    """
    m = tf.reduce_sum(x * y) / tf.reduce_sum(x * x)
    return m, tf.reduce_mean(y) - m * tf.reduce_mean(x)


def closed_form__n_and_n_minus_1(x, y):
    """n - 1 above and n below

    Covariance and variance are divided by different numbers. Take n in both or n - 1 in
    both, then it cancels.
    """
    mean_x, mean_y, covariance, variance = parts(x, y)
    n = tf.cast(tf.size(x), x.dtype)
    m = covariance * n / (n - 1) / variance
    return m, mean_y - m * mean_x


def closed_form__deviation(x, y):
    """divided by the standard deviation instead of the variance

    There is a square root too many: the slope would change if x were given in other
    units, and by the wrong factor.
    """
    mean_x, mean_y, covariance, variance = parts(x, y)
    m = covariance / tf.sqrt(variance)
    return m, mean_y - m * mean_x


def closed_form__ends(x, y):
    """the line through the first and the last point

    All the other points are ignored, noise and all. The formula uses every point.
    """
    m = (y[-1] - y[0]) / (x[-1] - x[0])
    return m, y[0] - m * x[0]


def closed_form__intercept_sign(x, y):
    """the sign of b is turned round

    m is right. Solve ȳ = m * x̄ + b for b once more.
    """
    mean_x, mean_y, covariance, variance = parts(x, y)
    m = covariance / variance
    return m, m * mean_x - mean_y
