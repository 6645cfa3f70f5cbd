import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m = tf.Variable(1.0)
    b = tf.Variable(0.0)
    losses = []
    for i in range(steps):
        with tf.GradientTape() as t:
            loss = tf.reduce_mean((y - m * x - b) ** 2)
        dm, db = t.gradient(loss, [m, b])
        m.assign_add(lr * dm)
        b.assign_add(lr * db)
        losses.append(loss)
    return m, b, losses
