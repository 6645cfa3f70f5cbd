"""Wrong ways to the gradient."""

import tensorflow as tf


def slope(loss_of, m, b):
    """The tape's gradient of a loss to choose; the mistakes below use it."""
    with tf.GradientTape() as tape:
        tape.watch([m, b])
        loss = loss_of(m, b)
    return tape.gradient(loss, [m, b])


def squares(x, y):
    return lambda m, b: tf.reduce_mean(tf.square(y - (m * x + b)))


def gradients__sign(x, y, m, b):
    """the sign is turned round

    Your gradient points downhill. The gradient itself points uphill; going the other
    way is the business of the step that uses it.
    """
    by_m, by_b = slope(squares(x, y), m, b)
    return [-by_m, -by_b]


def gradients__half(x, y, m, b):
    """the factor 2 is missing

    Both numbers are half of what they should be. What is the derivative of a square?
    """
    by_m, by_b = slope(squares(x, y), m, b)
    return [by_m / 2, by_b / 2]


def gradients__swapped(x, y, m, b):
    """the two are in the wrong order

    The first entry belongs to m, the second to b.
    """
    return slope(squares(x, y), m, b)[::-1]


def gradients__summed(x, y, m, b):
    """the sum over the points instead of their mean

    Your numbers grow with the number of points. The loss is a mean, and so is its
    gradient.
    """
    return slope(lambda m, b: tf.reduce_sum(tf.square(y - (m * x + b))), m, b)


def gradients__not_recorded(x, y, m, b):
    """the tape did not see the parameters

    The gradient is None. Either the prediction was computed outside the `with` block,
    or the tape was not told to watch m and b, which are plain tensors here.
    """
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - (m * x + b)))
    return tape.gradient(loss, [m, b])


def gradients__absolute(x, y, m, b):
    """the gradient of the absolute error

    The size of the errors does not matter in your gradient, only their sign. The loss
    squares them.
    """
    return slope(lambda m, b: tf.reduce_mean(tf.abs(y - (m * x + b))), m, b)


def gradients__at_start(x, y, m, b):
    """always at m = 1 and b = 0

    At the start it is right and elsewhere it is not: use the m and b that are given.
    """
    return slope(squares(x, y), tf.constant(1.0), tf.constant(0.0))


def gradients__without_x(x, y, m, b):
    """the factor x is missing in dL/dm

    Both entries are equal, so m and b seem to do the same. How much does y_pred change
    with m at a point whose x is large?
    """
    by_b = slope(squares(x, y), m, b)[1]
    return [by_b, by_b]


def gradients__rooted(x, y, m, b):
    """the gradient of the root of the mean squared error

    The direction is right and the length is not: there is a square root in your loss.
    """
    return slope(lambda m, b: tf.sqrt(squares(x, y)(m, b)), m, b)
