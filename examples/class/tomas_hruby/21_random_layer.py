"""Keras's initialiser, properties, a tf.function."""

import tensorflow as tf


class Linear:
    def __init__(self, input_length, output_length, stddev=1.0):
        draw = tf.keras.initializers.RandomNormal(mean=0.0, stddev=stddev)
        self.W = tf.Variable(draw((input_length, output_length)))
        self.b = tf.Variable(tf.zeros(output_length))

    @property
    def trainable_variables(self):
        return self.W, self.b

    @tf.function
    def __call__(self, x):
        return tf.nn.bias_add(tf.matmul(x, self.W), self.b)
