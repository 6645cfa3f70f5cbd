"""Losses in one tensor, a persistent tape, a warning."""

import warnings

import tensorflow as tf


def fit_regression(model, optimizer, x, y, steps=100):
    warnings.warn("training takes a moment", stacklevel=1)
    losses = tf.TensorArray(tf.float32, size=steps)
    for step in tf.range(steps):
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.math.reduce_mean(tf.math.squared_difference(y, model(x)))
        pairs = [(tape.gradient(loss, one), one) for one in model.trainable_variables]
        optimizer.apply_gradients(pairs)
        losses = losses.write(step, loss)
    return losses.stack()
