"""Reports from a generator, counted by hand, as Python numbers."""

import tensorflow as tf


def reports(model, dataset, metrics, lr, epochs, report_every):
    for epoch in range(epochs):
        for step, (x, y) in zip(range(10**6), dataset):
            y = tf.cast(y, tf.int64)
            with tf.GradientTape() as tape:
                p = model(x)
                loss = -tf.reduce_mean(tf.math.log(tf.gather(p, y, batch_dims=1)))
            right = tf.equal(tf.argmax(p, 1), y)
            values = float(loss), float(tf.math.count_nonzero(right)) / len(y)
            for metric, value in zip(metrics, values):
                metric(value)
            if step % report_every == 0:
                yield (epoch, step, *(float(metric.result()) for metric in metrics))
                for metric in metrics:
                    metric.reset_state()
            variables = model.trainable_variables
            for variable, gradient in zip(variables, tape.gradient(loss, variables)):
                variable.assign_sub(lr * gradient)


def train_with_metrics(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    metrics = [loss_metric, accuracy_metric]
    return list(reports(model, dataset, metrics, lr, epochs, report_every))
