"""By the formula of the gradient: probabilities minus labels."""

import tensorflow as tf


class Linear:
    def __init__(self, n, k):
        self.W = tf.Variable(tf.ones([n, k]))
        self.b = tf.Variable(tf.zeros([k]))

    @property
    def trainable_variables(self):
        return (self.W, self.b)

    def __call__(self, x):
        return x @ self.W + self.b


def train_logistic(x, y, lr=0.1, steps=1000):
    model = Linear(784, 10)
    n = tf.cast(tf.shape(x)[0], tf.float32)
    losses = []
    for _ in range(steps):
        p = tf.nn.softmax(model(x))
        losses.append(-tf.reduce_mean(tf.reduce_sum(y * tf.math.log(p), axis=1)).numpy())
        error = (p - y) / n
        model.W.assign_sub(lr * tf.matmul(x, error, transpose_a=True))
        model.b.assign_sub(lr * tf.reduce_sum(error, axis=0))
    return [model, losses]
