"""Keras's own function."""

import tensorflow as tf

categorical_crossentropy = tf.keras.losses.categorical_crossentropy
