import tensorflow as tf


class Linear:
    """A layer x @ W + b; W starts with ones, b with zeros."""

    def __init__(self, input_length, output_length):
        self.W = tf.Variable(tf.ones((input_length, output_length)))
        self.b = tf.Variable(tf.zeros(output_length))
        self.trainable_variables = [self.W, self.b]

    def __call__(self, x):
        return x @ self.W + self.b


def one_step(model, x, y, lr):
    with tf.GradientTape() as tape:
        each = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=model(x))
        loss = tf.reduce_mean(each)
    dW, db = tape.gradient(loss, [model.W, model.b])
    model.W.assign(model.W - lr * dW)
    model.b.assign(model.b - lr * db)
    return loss


def train_logistic(x, y, lr=0.1, steps=1000):
    model = Linear(int(x.shape[1]), int(y.shape[1]))
    losses = [one_step(model, x, y, lr) for _ in range(steps)]
    return model, losses
