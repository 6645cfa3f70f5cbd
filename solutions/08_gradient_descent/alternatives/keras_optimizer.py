"""With Keras's SGD, a tf.function for the step, and demo code at top level."""

import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = tf.Variable(1.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(learning_rate=lr)
    optimizer.build([m, b])

    @tf.function
    def train_step():
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.MSE(y, m * x + b)
        optimizer.apply_gradients(zip(tape.gradient(loss, [m, b]), [m, b]))
        return loss

    return m, b, tuple(train_step() for _ in range(steps))


print(gradient_descent(tf.constant([0.0, 1.0]), tf.constant([1.0, 3.0]), lr=0.1, steps=1))
