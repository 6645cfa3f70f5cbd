"""Weights of one's own with add_weight, built in __init__; call may train or not."""

import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self, input_length, output_length, **options):
        super().__init__(**options)
        sizes = [(input_length, 50), (50,), (50, output_length), (output_length,)]
        self.parts = [
            self.add_weight(
                shape=size, initializer="glorot_uniform" if len(size) > 1 else "zeros"
            )
            for size in sizes
        ]

    def call(self, x, training=False):
        w1, b1, w2, b2 = self.parts
        hidden = tf.keras.activations.relu(tf.matmul(x, w1) + b1)
        return tf.keras.activations.softmax(tf.matmul(hidden, w2) + b2)
