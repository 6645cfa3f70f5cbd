"""A tf.Module, with a tf.function for the call."""

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, input_length, output_length):
        super().__init__()
        self.W = tf.Variable(tf.ones((input_length, output_length)), name="W")
        self.b = tf.Variable(tf.zeros(output_length), name="b")

    @tf.function
    def __call__(self, x):
        return tf.nn.bias_add(tf.linalg.matmul(x, self.W), self.b)
