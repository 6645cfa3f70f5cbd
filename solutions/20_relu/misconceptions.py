"""Wrong ways to the rectified linear unit."""

import tensorflow as tf


def relu__absolute(x):
    """negative numbers lose their sign

    -2 became 2. Negative numbers are to become 0.
    """
    return tf.abs(x)


def relu__negative_part(x):
    """the negative numbers are kept and the positive ones removed

    It is the other way round: of x and 0, which one do you want?
    """
    return tf.minimum(x, tf.zeros_like(x))


def relu__leaky(x):
    """negative numbers are made smaller instead of 0

    That is the leaky variant. Here everything below 0 becomes exactly 0.
    """
    tenth = tf.cast(tf.cast(x, tf.float64) * 0.1, x.dtype)
    return tf.maximum(x, tenth)


def relu__step(x):
    """1 for positive numbers instead of the numbers themselves

    You say whether x is positive. What is wanted there is x itself.
    """
    return tf.cast(x > 0, x.dtype)


def relu__capped(x):
    """large numbers are capped

    There is an upper limit in yours. relu has none.
    """
    return tf.clip_by_value(x, tf.zeros_like(x), 6 * tf.ones_like(x))


def relu__dropped(x):
    """negative numbers are left out

    The result has fewer numbers than x. Their places have to stay, with 0 in them.
    """
    return tf.boolean_mask(x, x > 0)


def relu__single_precision(x):
    """always float32

    Integers and float64 come back as float32: somewhere the dtype is fixed. Take the 0
    in the dtype of x.
    """
    return tf.maximum(tf.cast(x, tf.float32), 0.0)


def relu__numpy(x):
    """the right numbers, cut off from their gradient

    The values are right, but they went through numpy, where TensorFlow cannot follow
    them. Training needs the gradient: use TensorFlow's functions all the way.
    """
    return tf.constant(tf.maximum(x, tf.zeros_like(x)).numpy())


def relu__one_number(x):
    """the largest number instead of one for each

    reduce_max finds the largest number of a tensor. Each number is to be compared with
    0 by itself.
    """
    return tf.maximum(tf.reduce_max(x), tf.zeros([], x.dtype))
