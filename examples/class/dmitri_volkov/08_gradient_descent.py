import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m = 1.0
    b = 0.0
    losses = []
    for i in range(steps):
        losses.append(tf.reduce_mean((m * x + b - y) ** 2))
        # first m
        m = m - lr * 2 * tf.reduce_mean((m * x + b - y) * x)
        # then b
        b = b - lr * 2 * tf.reduce_mean(m * x + b - y)
    return m, b, losses
