"""A tf.Module with a generator of its own; standard normal numbers, stretched."""

import tensorflow as tf


class Linear(tf.Module):
    generator = tf.random.Generator.from_non_deterministic_state()

    def __init__(self, input_length, output_length, stddev=1.0):
        super().__init__()
        self.W = tf.Variable(stddev * self.generator.normal([input_length, output_length]))
        self.b = tf.Variable([0.0] * output_length)

    @property
    def trainable_variables(self):
        return [self.W, self.b]

    def __call__(self, x):
        return tf.einsum("ni,ij->nj", x, self.W) + self.b
