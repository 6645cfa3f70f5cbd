"""Keras's optimizer and loss object, progress printed."""

import tensorflow as tf


def train_network(model, x, y, lr=0.1, steps=1000):
    optimizer = tf.keras.optimizers.SGD(learning_rate=lr)
    loss_fn = tf.keras.losses.CategoricalCrossentropy()
    losses = []
    for i in range(steps):
        with tf.GradientTape() as tape:
            y_pred = model(x)
            loss = loss_fn(y, y_pred)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(loss.numpy())
        if i % 10 == 0:
            print(f"step {i}: loss {loss.numpy():.4f}")
    return losses
