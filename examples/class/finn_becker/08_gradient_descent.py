import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = tf.Variable(1.0), tf.Variable(0.0)

    def loss():
        return tf.reduce_mean((m * x + b - y) ** 2)

    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            l = loss()
        dm, db = tape.gradient(l, (m, b))
        m.assign_sub(lr * dm)
        b.assign_sub(lr * db)
        losses.append(loss())
    return m, b, losses
