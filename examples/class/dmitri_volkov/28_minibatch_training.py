"""repeat instead of an outer loop; the probability of each true digit by gather."""

import numpy as np
import tensorflow as tf


def train_epochs(model, dataset, lr=0.05, epochs=2):
    losses = []
    for x, y in dataset.repeat(epochs):
        with tf.GradientTape() as tape:
            rows = tf.range(tf.shape(x)[0])
            places = tf.stack([rows, tf.cast(y, tf.int32)], axis=1)
            loss = -tf.reduce_mean(tf.math.log(tf.gather_nd(model(x), places)))
        losses.append(loss.numpy())
        for v, g in zip(
            model.trainable_variables, tape.gradient(loss, model.trainable_variables)
        ):
            v.assign_sub(lr * g)
    return np.array(losses)
