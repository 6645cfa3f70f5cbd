import tensorflow as tf


def gradient_descent(x, y, lr=0.05, steps=100):
    # one vector w = (m, b) and a matrix with a column of ones
    A = tf.stack([x, tf.ones_like(x)], axis=1)
    w = tf.constant([1.0, 0.0])
    history = tf.TensorArray(tf.float32, size=steps)
    for i in range(steps):
        r = tf.linalg.matvec(A, w) - y
        history = history.write(i, tf.reduce_mean(r ** 2))
        w = w - lr * 2 / len(x) * tf.linalg.matvec(A, r, transpose_a=True)
    return w[0], w[1], history.stack()
