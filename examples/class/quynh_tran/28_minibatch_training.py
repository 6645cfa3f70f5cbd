"""Keras's loss object and optimizer, progress printed."""

import tensorflow as tf


def train_epochs(model, dataset, lr=0.05, epochs=2):
    optimizer = tf.keras.optimizers.SGD(learning_rate=lr)
    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    losses = []
    for epoch in range(epochs):
        for step, (x, y) in enumerate(dataset):
            with tf.GradientTape() as tape:
                y_pred = model(x)
                loss = loss_fn(y_true=y, y_pred=y_pred)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            losses.append(loss)
            if step % 100 == 0:
                print(f"Epoch {epoch} Step {step} Loss: {loss.numpy()}")
    return losses
