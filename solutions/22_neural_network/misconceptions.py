"""Wrong ways to build the network."""

import tensorflow as tf


class Right:
    """A right network; the mistakes below change one part of it."""

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        self.l1 = Linear(input_length, hidden, stddev)
        self.l2 = Linear(hidden, output_length, stddev)
        self.trainable_variables = [self.l1.W, self.l1.b, self.l2.W, self.l2.b]

    def __call__(self, x):
        return tf.nn.softmax(self.l2(tf.nn.relu(self.l1(x))))


class FullyConnectedNetwork__no_relu(Right):
    """no relu between the layers

    Two linear layers without anything between them are only one. Training still reaches a
    good accuracy on MNIST, so it is easily missed.
    """

    def __call__(self, x):
        return tf.nn.softmax(self.l2(self.l1(x)))


class FullyConnectedNetwork__no_softmax(Right):
    """logits instead of probabilities

    Your rows do not add up to 1. Softmax comes last.
    """

    def __call__(self, x):
        return self.l2(tf.nn.relu(self.l1(x)))


class FullyConnectedNetwork__relu_at_the_end(Right):
    """relu after the last layer as well

    It makes all negative logits equal. relu belongs between the layers only.
    """

    def __call__(self, x):
        return tf.nn.softmax(tf.nn.relu(self.l2(tf.nn.relu(self.l1(x)))))


class FullyConnectedNetwork__relu_on_input(Right):
    """relu before the first layer

    It acts on x, and nothing stands between the layers.
    """

    def __call__(self, x):
        return tf.nn.softmax(self.l2(self.l1(tf.nn.relu(x))))


class FullyConnectedNetwork__sigmoid(Right):
    """sigmoid instead of relu

    It learns as well, but slowly. relu is asked for.
    """

    def __call__(self, x):
        return tf.nn.softmax(self.l2(tf.nn.sigmoid(self.l1(x))))


class FullyConnectedNetwork__softmax_between(Right):
    """softmax between the layers

    The hidden units are no probabilities. relu between, softmax at the end.
    """

    def __call__(self, x):
        return tf.nn.softmax(self.l2(tf.nn.softmax(self.l1(x))))


class FullyConnectedNetwork__softmax_over_examples(Right):
    """softmax over the examples

    The probabilities of one example add up to 1, not those of one class.
    """

    def __call__(self, x):
        return tf.nn.softmax(self.l2(tf.nn.relu(self.l1(x))), axis=0)


class FullyConnectedNetwork__first_layer_only(Right):
    """only the first layer can be trained

    trainable_variables is to hold the Variables of both layers.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, hidden, stddev)
        self.trainable_variables = self.l1.trainable_variables


class FullyConnectedNetwork__nested(Right):
    """trainable_variables holds two lists

    append puts a list into the list. The four Variables are to stand side by side: lists
    can be added.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, hidden, stddev)
        self.trainable_variables = [
            self.l1.trainable_variables,
            self.l2.trainable_variables,
        ]


class FullyConnectedNetwork__last_layer_first(Right):
    """the layers are in the wrong order in trainable_variables

    First W and b of l1, then those of l2.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, hidden, stddev)
        self.trainable_variables = [self.l2.W, self.l2.b, self.l1.W, self.l1.b]


class FullyConnectedNetwork__fifty(Right):
    """always 50 hidden units

    50 is only the default. Use hidden.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, 50, stddev)


class FullyConnectedNetwork__stddev_ignored(Right):
    """stddev does not reach the layers

    The layer's own default is 1.0, which is far too much. Hand stddev on.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, hidden, 1.0)


class FullyConnectedNetwork__stddev_once(Right):
    """stddev reaches one layer only

    Hand it on to both.
    """

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__(input_length, output_length, hidden, stddev)
        self.l2 = Linear(hidden, output_length)
        self.trainable_variables = [self.l1.W, self.l1.b, self.l2.W, self.l2.b]
