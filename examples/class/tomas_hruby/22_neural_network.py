"""A tf.Module with a tf.function; where instead of maximum."""

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, input_length, output_length, stddev=1.0):
        super().__init__()
        shape = (input_length, output_length)
        self.W = tf.Variable(tf.random.normal(shape, stddev=stddev))
        self.b = tf.Variable(tf.zeros(output_length))
        self.trainable = (self.W, self.b)

    def __call__(self, x):
        return x @ self.W + self.b


class FullyConnectedNetwork(tf.Module):
    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        super().__init__()
        self.l1 = Linear(input_length, hidden, stddev=stddev)
        self.l2 = Linear(hidden, output_length, stddev=stddev)

    @property
    def trainable_variables(self):
        return self.l1.trainable + self.l2.trainable

    @tf.function
    def __call__(self, x):
        h = self.l1(x)
        h = tf.where(h > 0, h, tf.zeros_like(h))
        return tf.exp(tf.nn.log_softmax(self.l2(h)))
