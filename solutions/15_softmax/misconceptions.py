"""Wrong ways to the softmax."""

import tensorflow as tf


def softmax__whole_batch(x):
    """one sum over the whole batch

    All your probabilities together add up to 1. Each row is an example of its own, so
    each row has to. Which axis do the classes lie along?
    """
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    return tf.exp(shifted) / tf.reduce_sum(tf.exp(shifted))


def softmax__article(x):
    """neither an axis nor a shift

    This has both slips of the article: the sum runs over the whole batch, and exp of a
    large logit overflows. Mend the axis first, then think about what may be subtracted
    from a row without changing the result.
    """
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))


def softmax__columns(x):
    """sums down the columns

    Your columns add up to 1, not your rows. In a table of shape (n, k), axis 0 runs
    over the examples.
    """
    return tf.nn.softmax(x, axis=0)


def softmax__no_shift(x):
    """exp overflows on large logits

    The formula is right on paper. In float32 exp(89) is inf, and inf / inf is nan. What
    can be subtracted from every logit of a row without changing the quotient?
    """
    powers = tf.exp(x)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def softmax__shift_by_batch(x):
    """shifted by the largest logit of the whole batch

    A row whose logits are all far below the largest of another row becomes 0 / 0. Each
    row needs a shift of its own.
    """
    powers = tf.exp(x - tf.reduce_max(x))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def softmax__clipped(x):
    """large logits are clipped

    Clipping keeps exp finite, but logits of 1000, 999 and 998 all become the same, and
    so do their probabilities. A shift keeps their distances.
    """
    powers = tf.exp(tf.clip_by_value(x, -50.0, 50.0) if x.dtype == tf.float32 else x)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def softmax__log(x):
    """the logarithm of the probabilities

    Your values are negative, so they cannot be probabilities. The last step, exp or
    the division, is missing.
    """
    return tf.nn.log_softmax(x, axis=1)


def softmax__no_exp(x):
    """logits divided by their sum

    Rows add up to 1, but a negative logit gives a negative probability. Something that
    makes every number positive has to come first.
    """
    return x / tf.reduce_sum(x, axis=1, keepdims=True)


def softmax__sigmoid(x):
    """a sigmoid of each logit

    Each of your numbers lies between 0 and 1, but they do not know of each other: a
    row does not add up to 1. Sigmoid is for questions with two answers.
    """
    return tf.sigmoid(x)


def softmax__twice(x):
    """softmax applied twice

    The rows add up to 1, but the differences are far too small: probabilities went
    through the formula again as if they were logits.
    """
    return tf.nn.softmax(tf.nn.softmax(x, axis=1), axis=1)


def softmax__keepdims(x):
    """sums of shape (n,) where (n, 1) is needed

    A table of shape (n, k) cannot be divided by row sums of shape (n,): TensorFlow
    lines them up with the columns. On a square table it does so without complaint.
    There is an argument of reduce_sum that keeps the summed axis.
    """
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1)


def softmax__single_precision(x):
    """always float32

    The logits were float64 and the result is float32: somewhere the dtype is fixed.
    Use x as it comes.
    """
    return tf.nn.softmax(tf.cast(x, tf.float32), axis=1)


def softmax__numpy(x):
    """the right numbers, cut off from their gradient

    The values are right, but they went through numpy, where TensorFlow cannot follow
    them. Training needs the gradient: use TensorFlow's functions all the way.
    """
    return tf.constant(tf.nn.softmax(x, axis=1).numpy())
