"""A neural network: two layers, and something between them.

Two linear layers on top of each other are one linear layer: (x W1) W2 = x (W1 W2). To gain
anything, something that is not linear has to stand between them. Here it is relu, which
makes every negative number 0.

    hidden        = relu(l1(x))                      (n, hidden)
    probabilities = softmax(l2(hidden)), row by row  (n, output_length)

relu stands between the layers only; after the last layer softmax makes probabilities, and a
relu there would throw half of the logits away.

The layer is given: `Linear(input_length, output_length, stddev)` starts with random
weights, as in step 21. Your network makes two of them.

Shapes and dtypes
    network.l1              Linear, (input_length, hidden)
    network.l2              Linear, (hidden, output_length)
    trainable_variables     [l1.W, l1.b, l2.W, l2.b], the Variables themselves
    x                       float32 tensor (n, input_length)
    network(x)              float32 (n, output_length), every row adds up to 1

Example
    FullyConnectedNetwork(784, 10) reads images of 784 pixels, has 50 hidden units and gives
    ten probabilities. Its 784*50 + 50 + 50*10 + 10 = 39,760 numbers are all to be learnt.

The article draws its weights with a standard deviation of 1.0; its losses start at 13.9 and
stay above 4. With 0.05 they start near 2.3. That is why stddev is an argument here.
"""

import tensorflow as tf


class Linear:
    """A finished linear layer: random weights, `x @ W + b` when called."""

    def __init__(self, input_length, output_length, stddev=1.0):
        shape = [input_length, output_length]
        self.W = tf.Variable(tf.random.normal(shape, stddev=stddev))
        self.b = tf.Variable(tf.zeros([output_length]))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b


class FullyConnectedNetwork:
    """One hidden layer with relu, softmax at the end."""

    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        raise NotImplementedError

    def __call__(self, x):
        """Probabilities, row by row."""
        raise NotImplementedError
