"""Named arguments, Keras's optimizer and loss object, progress printed."""

import tensorflow as tf


def train_with_metrics(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    optimizer = tf.keras.optimizers.SGD(learning_rate=lr)
    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    rows = []
    for epoch in range(epochs):
        for step, (x, y) in enumerate(dataset):
            with tf.GradientTape() as tape:
                y_pred = model(x)
                loss = loss_fn(y_true=y, y_pred=y_pred)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            loss_metric(loss)
            accuracy_metric(y_true=y, y_pred=y_pred)
            if step % report_every == 0:
                loss_so_far = loss_metric.result()
                accuracy_so_far = accuracy_metric.result()
                print(f"Epoch {epoch} Step {step} Loss: {loss_so_far}")
                rows.append((epoch, step, loss_so_far, accuracy_so_far))
                loss_metric.reset_state()
                accuracy_metric.reset_state()
    return rows
