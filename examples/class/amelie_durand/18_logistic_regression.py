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
    """The gradient of crossentropy after softmax is p - y. So no tape here."""
    model = Linear(x.shape[1], y.shape[1])
    n = tf.cast(len(x), tf.float32)
    losses = []
    for _ in range(steps):
        logits = model(x)
        log_p = logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True)
        losses.append(float(-tf.reduce_sum(y * log_p) / n))
        error = (tf.exp(log_p) - y) / n
        model.W.assign_sub(lr * tf.matmul(x, error, transpose_a=True))
        model.b.assign_sub(lr * tf.reduce_sum(error, axis=0))
    return model, losses
