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
    model = Linear(x.shape[-1], y.shape[-1])
    optimizer = tf.keras.optimizers.SGD(lr)
    loss_of = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        losses.append(loss.numpy())
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return model, losses
