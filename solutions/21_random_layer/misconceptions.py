"""Wrong ways to write a layer that starts at random."""

import tensorflow as tf


class Right:
    """A right layer; the mistakes below change one part of it."""

    def __init__(self, input_length, output_length, stddev=1.0):
        shape = [input_length, output_length]
        self.W = tf.Variable(self.drawn(shape, stddev))
        self.b = tf.Variable(self.bias(output_length, stddev))
        self.trainable_variables = [self.W, self.b]

    def drawn(self, shape, stddev):
        return tf.random.normal(shape, stddev=stddev)

    def bias(self, length, stddev):
        return tf.zeros([length])

    def __call__(self, x):
        return x @ self.W + self.b


class Linear__ones(Right):
    """ones instead of random numbers

    All units would learn the same. Draw W at random.
    """

    def drawn(self, shape, stddev):
        return tf.ones(shape)


class Linear__uniform(Right):
    """uniform instead of normal numbers

    All your weights lie between -stddev and stddev. Normal numbers also lie outside, a
    third of them.
    """

    def drawn(self, shape, stddev):
        return tf.random.uniform(shape, -stddev, stddev)


class Linear__positive(Right):
    """only positive numbers

    random.uniform draws from 0 to 1 when nothing else is said. Normal numbers have both
    signs.
    """

    def drawn(self, shape, stddev):
        return stddev * tf.random.uniform(shape)


class Linear__truncated(Right):
    """a truncated normal distribution

    It draws anew whatever is beyond two deviations, so the deviation is smaller than
    stddev. Use the plain normal distribution.
    """

    def drawn(self, shape, stddev):
        return tf.random.truncated_normal(shape, stddev=stddev)


class Linear__stddev_ignored(Right):
    """stddev is ignored

    With 1.0 all is well, with another one the weights stay as large. Hand it on.
    """

    def drawn(self, shape, stddev):
        return tf.random.normal(shape)


class Linear__mean(Right):
    """stddev is taken for the mean

    The second argument of random.normal is the mean. Name the argument.
    """

    def drawn(self, shape, stddev):
        return tf.random.normal(shape, stddev)


class Linear__variance(Right):
    """stddev is taken for the variance

    The variance is the square of the standard deviation. No root is needed.
    """

    def drawn(self, shape, stddev):
        return tf.random.normal(shape, stddev=stddev**0.5)


class Linear__random_bias(Right):
    """the bias is random as well

    b starts with zeros; only W has to break the symmetry.
    """

    def bias(self, length, stddev):
        return tf.random.normal([length], stddev=stddev)


class Linear__one_number(Right):
    """one random number for all weights

    All units still start alike. Draw as many numbers as W has.
    """

    def drawn(self, shape, stddev):
        return tf.fill(shape, tf.random.normal([], stddev=stddev))


class Linear__seeded(Right):
    """all layers start with the same numbers

    A seed that is set inside starts the random numbers from the beginning each time.
    """

    def drawn(self, shape, stddev):
        tf.random.set_seed(0)
        return tf.random.normal(shape, stddev=stddev)


class Linear__drawn_at_each_call(Right):
    """the call draws anew

    Whatever is assigned to W, the result is random. Draw once, in __init__.
    """

    def __init__(self, input_length, output_length, stddev=1.0):
        super().__init__(input_length, output_length, stddev)
        self.stddev = stddev

    def __call__(self, x):
        return x @ self.drawn(self.W.shape, self.stddev) + 1e6


class Linear__no_bias(Right):
    """the bias is not added

    At the start nobody notices, since b is 0.
    """

    def __call__(self, x):
        return x @ self.W
