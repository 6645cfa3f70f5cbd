"""A network to be trained, with given weights."""

import tensorflow as tf


class Network:
    """Dense layers with relu between them and softmax at the end."""

    def __init__(self, w1, b1, w2, b2):
        self.trainable_variables = [tf.Variable(part) for part in (w1, b1, w2, b2)]

    def __call__(self, x):
        w1, b1, w2, b2 = self.trainable_variables
        return tf.nn.softmax(tf.nn.relu(x @ w1 + b1) @ w2 + b2)
