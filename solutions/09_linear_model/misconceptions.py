"""Wrong ways to write the line as an object."""

import tensorflow as tf


class Right:
    """A right model; the mistakes below change one part of it."""

    def __init__(self):
        self.m = tf.Variable(1.0)
        self.b = tf.Variable(0.0)
        self.trainable_variables = [self.m, self.b]

    def __call__(self, x):
        return self.m * x + self.b


class Linear__no_bias(Right):
    """b is not added

    At the start nobody notices, since b is 0.
    """

    def __call__(self, x):
        return self.m * x


class Linear__swapped(Right):
    """m and b are swapped in the line

    m is multiplied by x, b is added.
    """

    def __call__(self, x):
        return self.b * x + self.m


class Linear__bracket(Right):
    """m (x + b) instead of m x + b

    At the start nobody notices, since m is 1. Multiply first, then add b.
    """

    def __call__(self, x):
        return self.m * (x + self.b)


class Linear__numbers(Right):
    """m and b are plain numbers

    A number cannot be assigned to, and no gradient can be taken of it. What changes in
    training has to be a Variable.
    """

    def __init__(self):
        self.m, self.b = 1.0, 0.0
        self.trainable_variables = [self.m, self.b]


class Linear__whole(Right):
    """the Variables hold whole numbers

    tf.Variable(1) is int32, and a slope of 3.5 does not fit. Write 1.0, or name the dtype.
    """

    def __init__(self):
        self.m, self.b = tf.Variable(1), tf.Variable(0)
        self.trainable_variables = [self.m, self.b]

    def __call__(self, x):
        return tf.cast(self.m, tf.float32) * x + tf.cast(self.b, tf.float32)


class Linear__order(Right):
    """trainable_variables has b before m

    Whoever trains the model relies on the order: m first, then b.
    """

    def __init__(self):
        super().__init__()
        self.trainable_variables = [self.b, self.m]


class Linear__copies(Right):
    """trainable_variables holds copies

    Whoever trains your model changes the copies, and the line stays as it was. Put the
    Variables themselves into the list.
    """

    def __init__(self):
        super().__init__()
        self.trainable_variables = [tf.Variable(self.m), tf.Variable(self.b)]


class Linear__slope_only(Right):
    """trainable_variables lacks b

    What is not in the list is never trained. There are two Variables.
    """

    def __init__(self):
        super().__init__()
        self.trainable_variables = [self.m]


class Linear__start_values(Right):
    """the call uses the values of the start

    Whatever is assigned, the line stays y = x. Use the Variables in the call, not numbers.
    """

    def __call__(self, x):
        return 1.0 * x + 0.0


class Linear__zero_slope(Right):
    """m starts at 0

    The line is to start as y = x, so m is 1 and b is 0.
    """

    def __init__(self):
        super().__init__()
        self.m.assign(0.0)


class Linear__shared(Right):
    """all models share one m and one b

    Variables that are made in the class body, or outside, belong to every model. Make them
    in __init__, with self.
    """

    made = []

    def __init__(self):
        if not self.made:
            self.made.extend([tf.Variable(1.0), tf.Variable(0.0)])
        self.m, self.b = self.made
        self.m.assign(1.0)
        self.b.assign(0.0)
        self.trainable_variables = [self.m, self.b]
