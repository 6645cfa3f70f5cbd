"""Wrong ways to simulate a line."""

import tensorflow as tf


def make_x__with_five():
    """5.0 is in it

    41 numbers came. tf.range and np.arange leave the end out by themselves; a rounding or
    an end of 5.1 brings it back.
    """
    return tf.range(1.0, 5.05, 0.1)


def make_x__linspace():
    """40 numbers with another distance

    Forty numbers from 1.0 to 5.0 lie 0.1026 apart. The last number is to be 4.9.
    """
    return tf.linspace(1.0, 5.0, 40)


def make_x__from_zero():
    """counted from 0

    The first number is to be 1.0.
    """
    return tf.range(0.0, 4.0, 0.1)


def make_x__whole():
    """whole numbers

    Without a step, range counts in ones.
    """
    return tf.range(1, 5)


def make_x__double():
    """float64 instead of float32

    numpy computes with float64, TensorFlow's Variables are float32, and the two cannot be
    multiplied. Convert the dtype.
    """
    return tf.range(1.0, 4.95, 0.1, dtype=tf.float64)


def simulate__one_draw(x, m=3.5, b=-1.0, noise=1.0):
    """one error for all points

    Your points lie on a line, only shifted. Draw as many errors as there are points: what
    shape has x?
    """
    return m * x + b + tf.random.uniform([], -noise, noise)


def simulate__normal(x, m=3.5, b=-1.0, noise=1.0):
    """normal errors instead of uniform ones

    Some errors are larger than the noise. random.normal has no limits; uniform has.
    """
    return m * x + b + noise * tf.random.normal(x.shape)


def simulate__one_sided(x, m=3.5, b=-1.0, noise=1.0):
    """all errors are positive

    uniform draws from 0 to 1 when nothing else is said. Errors go both ways: give it the
    smallest and the largest value.
    """
    return m * x + b + noise * tf.random.uniform(x.shape)


def simulate__half(x, m=3.5, b=-1.0, noise=1.0):
    """errors of at most half the noise

    The interval from -noise/2 to noise/2 is only as wide as the noise. It is to reach from
    -noise to noise.
    """
    return m * x + b + tf.random.uniform(x.shape, -noise / 2, noise / 2)


def simulate__noise_ignored(x, m=3.5, b=-1.0, noise=1.0):
    """the noise that is given is ignored

    With noise = 1 all is well, with another one the errors stay the same. Use the argument.
    """
    return m * x + b + tf.random.uniform(x.shape, -1, 1)


def simulate__line_ignored(x, m=3.5, b=-1.0, noise=1.0):
    """the line that is given is ignored

    The numbers 3.5 and -1 are only the defaults. Use m and b.
    """
    return 3.5 * x - 1 + tf.random.uniform(x.shape, -noise, noise)


def simulate__seeded(x, m=3.5, b=-1.0, noise=1.0):
    """the same errors at every call

    A seed that is set inside the function starts the random numbers from the beginning each
    time.
    """
    tf.random.set_seed(42)
    return m * x + b + tf.random.uniform(x.shape, -noise, noise)


def simulate__in_x(x, m=3.5, b=-1.0, noise=1.0):
    """the error is added to x instead of y

    The line multiplies your error by m. Compute the line first, then add the error.
    """
    return m * (x + tf.random.uniform(x.shape, -noise, noise)) + b


def simulate__no_noise(x, m=3.5, b=-1.0, noise=1.0):
    """no noise at all

    Your points lie exactly on the line.
    """
    return m * x + b
