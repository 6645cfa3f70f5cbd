"""Labels as digits and the probability of each true one; losses in an array."""

import logging

import numpy as np
import tensorflow as tf


def train_network(model, x, y, lr=0.1, steps=1000):
    logging.warning("training starts")
    digits = tf.argmax(y, axis=1)
    variables = list(model.trainable_variables)
    losses = np.empty(steps, "float32")
    for i in range(steps):
        with tf.GradientTape() as tape:
            of_truth = tf.gather(model(x), digits, batch_dims=1)
            loss = -tf.reduce_mean(tf.math.log(of_truth))
        losses[i] = loss
        for variable, gradient in zip(variables, tape.gradient(loss, variables)):
            variable.assign_add(-lr * gradient)
    return losses
