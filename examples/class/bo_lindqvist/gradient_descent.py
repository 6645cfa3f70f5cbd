import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    m, b = tf.Variable(1.), tf.Variable(0.)
    sgd = tf.keras.optimizers.SGD(learning_rate=lr)
    mse = tf.keras.losses.MeanSquaredError()
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = mse(y, m * x + b)
        losses.append(loss.numpy())
        sgd.apply_gradients(zip(tape.gradient(loss, [m, b]), [m, b]))
    return m, b, losses


if __name__ == "__main__":
    x = tf.range(1.0, 5.0, 0.1)
    print(gradient_descent(x, 3.5 * x - 1.0))
