import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m = tf.Variable(1.0)
    b = tf.Variable(0.0)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((m * x + b - y) ** 2)
        dm, db = tape.gradient(loss, [m, b])
        m.assign_sub(lr * dm)
        b.assign_sub(lr * db)
        losses.append(loss)
    return m, b, losses
