"""Keras's loss object and optimizer; the reports printed as well."""

import tensorflow as tf


def sparse_accuracy(y_true, y_pred):
    equal_preds = tf.math.argmax(y_pred, axis=1) == tf.cast(y_true, tf.int64)
    return tf.reduce_mean(tf.cast(equal_preds, tf.float32))


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
            loss_metric(loss)
            accuracy_metric(sparse_accuracy(y, y_pred))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            if step % report_every == 0:
                rows.append([epoch, step, loss_metric.result(), accuracy_metric.result()])
                print(rows[-1])
                loss_metric.reset_state()
                accuracy_metric.reset_state()
    return rows
