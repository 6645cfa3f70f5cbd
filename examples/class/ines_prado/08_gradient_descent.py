import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = tf.Variable(1.0), tf.Variable(0.0)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((m * x + b - y) ** 2)
        dm, db = tape.gradient(loss, [m, b])
        # I want to see everything
        for line in range(10_000):
            print("step", step, "line", line, "of the log: the loss is going down!")
        m.assign_sub(lr * dm)
        b.assign_sub(lr * db)
        losses.append(loss)
    return m, b, losses
