"""Activations as arguments, an input layer, add; a loop with plain steps."""

import tensorflow as tf
from tensorflow.keras import layers


def make_sequential():
    model = tf.keras.Sequential()
    model.add(layers.Input(shape=(784,)))
    model.add(layers.Dense(50, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def train_sequential(model, x, y, lr=0.05, steps=1000):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(model(x)), axis=1))
        losses.append(float(loss))
        for variable, gradient in zip(
            model.trainable_variables, tape.gradient(loss, model.trainable_variables)
        ):
            variable.assign_sub(lr * gradient)
    return losses


make_sequential().summary()
