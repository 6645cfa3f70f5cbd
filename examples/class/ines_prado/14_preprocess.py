"""Keras's layers and utilities."""

import tensorflow as tf

scale = tf.keras.layers.Rescaling(1 / 255)
make_flat = tf.keras.layers.Flatten()


def normalise(x):
    return scale(x)


def one_hot(y, depth=10):
    return tf.keras.utils.to_categorical(y, depth).astype("float32")


def flatten(x):
    return make_flat(x)


def preprocess(x, y):
    return make_flat(scale(x)), one_hot(y)
