"""Wrong ways to write a linear layer."""

import tensorflow as tf


class Right:
    """A right layer; the mistakes below change one part of it."""

    def __init__(self, input_length, output_length):
        self.W = tf.Variable(tf.ones([input_length, output_length]))
        self.b = tf.Variable(tf.zeros([output_length]))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b


class Linear__no_bias(Right):
    """the bias is not added

    At the start nobody notices, since b is 0. Both Variables have to be used in the
    call.
    """

    def __call__(self, x):
        return x @ self.W


class Linear__bias_subtracted(Right):
    """the bias is subtracted

    At the start nobody notices, since b is 0. It is to be added.
    """

    def __call__(self, x):
        return x @ self.W - self.b


class Linear__transposed(Right):
    """W is the wrong way round

    Your W has the shape (output_length, input_length). The inputs come first: entry
    [k, j] leads from input k to output j.
    """

    def __init__(self, input_length, output_length):
        super().__init__(output_length, input_length)
        self.b = tf.Variable(tf.zeros([output_length]))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ tf.transpose(self.W) + self.b


class Linear__order(Right):
    """trainable_variables has b before W

    Whoever trains the layer relies on the order: W first, then b.
    """

    def __init__(self, input_length, output_length):
        super().__init__(input_length, output_length)
        self.trainable_variables = [self.b, self.W]


class Linear__weights_only(Right):
    """trainable_variables lacks the bias

    What is not in the list is never trained. There are two Variables.
    """

    def __init__(self, input_length, output_length):
        super().__init__(input_length, output_length)
        self.trainable_variables = [self.W]


class Linear__copies(Right):
    """trainable_variables holds copies

    Whoever trains your layer changes the copies, and the layer stays as it was. Put
    the Variables themselves into the list.
    """

    def __init__(self, input_length, output_length):
        super().__init__(input_length, output_length)
        self.trainable_variables = [tf.Variable(self.W), tf.Variable(self.b)]


class Linear__zeros(Right):
    """W starts with zeros

    Every output is 0 at the start. W is to start with ones here, and only b with zeros.
    """

    def __init__(self, input_length, output_length):
        super().__init__(input_length, output_length)
        self.W.assign(tf.zeros_like(self.W))


class Linear__tensors(Right):
    """W and b are plain tensors

    A tensor cannot be changed, so nothing can be learnt. What changes in training has
    to be a Variable.
    """

    def __init__(self, input_length, output_length):
        self.W = tf.ones([input_length, output_length])
        self.b = tf.zeros([output_length])
        self.trainable_variables = [self.W, self.b]


class Linear__initial_weights(Right):
    """the call uses the weights of the start

    Whatever is assigned to W and b, the result stays the same. Use the Variables in the
    call, not what they were made from.
    """

    def __call__(self, x):
        return x @ tf.ones_like(self.W) + tf.zeros_like(self.b)


class Linear__shared(Right):
    """all layers share one W

    A second layer of the same size changes with the first. Make the Variables in
    __init__, for each layer anew.
    """

    made = {}

    def __init__(self, input_length, output_length):
        super().__init__(input_length, output_length)
        shape = (input_length, output_length)
        self.W = self.made.setdefault(shape, self.W)
        self.W.assign(tf.ones_like(self.W))
        self.trainable_variables = [self.W, self.b]
