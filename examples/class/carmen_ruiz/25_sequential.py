"""Functions for activations, and Keras's optimizer with its variables built first."""

import sys

import numpy as np
import tensorflow as tf


def make_sequential():
    dense = tf.keras.layers.Dense
    return tf.keras.Sequential(
        (dense(units=50, activation=tf.nn.relu), dense(units=10, activation=tf.nn.softmax))
    )


def train_sequential(model, x, y, lr=0.05, steps=1000):
    optimizer = tf.keras.optimizers.SGD(learning_rate=lr)
    optimizer.build(model.trainable_variables)
    history = np.zeros(steps)
    for i in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.math.reduce_mean(
                tf.keras.metrics.categorical_crossentropy(y, model(x))
            )
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        history[i] = loss
    print("trained", file=sys.stderr)
    return history
