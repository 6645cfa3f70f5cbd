"""Lists added, TensorFlow's functions, a line for stderr."""

import sys

import tensorflow as tf


class Linear:
    def __init__(self, input_length, output_length, stddev):
        self.W = tf.Variable(stddev * tf.random.normal([input_length, output_length]))
        self.b = tf.Variable(tf.zeros(output_length))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b


class FullyConnectedNetwork:
    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        print("a new network", file=sys.stderr)
        self.l1 = Linear(input_length, hidden, stddev)
        self.l2 = Linear(hidden, output_length, stddev)
        self.trainable_variables = self.l1.trainable_variables + self.l2.trainable_variables

    def __call__(self, x):
        output1 = self.l1(x)
        output2 = self.l2(output1)
        return tf.nn.softmax(output2)
