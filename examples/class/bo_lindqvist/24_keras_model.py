"""The functional way inside a subclass, built at once."""

import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self, input_length, output_length):
        x = tf.keras.Input(shape=(input_length,))
        h = tf.keras.layers.Dense(50)(x)
        h = tf.keras.layers.ReLU()(h)
        y = tf.keras.layers.Dense(output_length)(h)
        y = tf.keras.layers.Softmax()(y)
        super().__init__(inputs=x, outputs=y)
