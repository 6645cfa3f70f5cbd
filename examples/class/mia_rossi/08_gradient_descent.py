import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = 1.0, 0.0
    losses = []
    step = 0
    while step <= steps:
        r = m * x + b - y
        losses.append(tf.reduce_mean(r ** 2))
        dm = 2 * tf.reduce_mean(r * x)
        db = 2 * tf.reduce_mean(r)
        m, b = m - lr * dm, b - lr * db
        step += 1
    return m, b, losses
