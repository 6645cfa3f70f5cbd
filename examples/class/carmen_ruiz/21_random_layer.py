"""Drawn by numpy, multiplied column by column, with a demo."""

import numpy as np
import tensorflow as tf


class Linear:
    def __init__(self, input_length, output_length, stddev=1.0):
        drawn = np.random.normal(0, stddev, size=(input_length, output_length))
        self.W = tf.Variable(drawn, dtype=tf.float32)
        self.b = tf.Variable(np.zeros(output_length), dtype=tf.float32)
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        columns = [tf.linalg.matvec(x, column) for column in tf.unstack(self.W, axis=1)]
        return tf.stack(columns, axis=1) + self.b


print(Linear(3, 2, stddev=0.05)(tf.ones([1, 3])))
