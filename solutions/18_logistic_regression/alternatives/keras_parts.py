"""Keras's optimizer and loss, in a tf.function, with progress on stderr."""

import sys

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, input_length, output_length):
        super().__init__()
        self.W = tf.Variable(tf.ones((input_length, output_length)))
        self.b = tf.Variable(tf.zeros(output_length))

    def __call__(self, x):
        return tf.matmul(x, self.W) + self.b


def train_logistic(x, y, lr=0.1, steps=1000):
    model = Linear(784, 10)
    optimizer = tf.keras.optimizers.SGD(lr)
    optimizer.build(model.trainable_variables)
    loss_of = tf.keras.losses.CategoricalCrossentropy(from_logits=True)

    @tf.function
    def train_step():
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(slopes, model.trainable_variables))
        return loss

    losses = []
    for step in range(steps):
        losses.append(float(train_step()))
        if step % 100 == 0:
            print("step", step, losses[-1], file=sys.stderr)
    return model, losses
