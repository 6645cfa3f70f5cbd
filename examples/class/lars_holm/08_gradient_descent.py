import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = tf.Variable(1.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.05)
    losses = []
    for i in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(y - (m * x + b)))
        grads = tape.gradient(loss, [m, b])
        optimizer.apply_gradients(zip(grads, [m, b]))
        losses.append(loss)
    return m, b, losses
