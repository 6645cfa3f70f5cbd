import tensorflow as tf


class Linear:
    """A layer x @ W + b; W starts with ones, b with zeros."""

    def __init__(self, input_length, output_length):
        self.W = tf.Variable(tf.ones((input_length, output_length)))
        self.b = tf.Variable(tf.zeros(output_length))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b


def train_logistic(x, y, lr=0.1, steps=1000):
    model = Linear(x.shape[1], y.shape[1])
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            p = tf.nn.softmax(model(x))
            loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(p), axis=1))
        grads = tape.gradient(loss, model.trainable_variables)
        for variable, grad in zip(model.trainable_variables, grads):
            variable.assign_sub(lr * grad)
        losses.append(loss)
    return model, loss
