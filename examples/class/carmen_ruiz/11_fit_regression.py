"""A function for one step, a while loop, Python numbers."""

import tensorflow as tf


def one_step(model, optimizer, x, y):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(model.trainable_variables)
        errors = tf.subtract(model(x), y)
        loss = tf.tensordot(errors, errors, 1) / tf.cast(tf.size(y), tf.float32)
    m, b = model.trainable_variables
    dm, db = tape.gradient(loss, [m, b])
    optimizer.apply_gradients([(dm, m), (db, b)])
    return float(loss)


def fit_regression(model, optimizer, x, y, steps=100):
    losses = []
    while len(losses) < steps:
        losses.append(one_step(model, optimizer, x, y))
    return losses
