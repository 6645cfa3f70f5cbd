"""A softmax and a relu of one's own; layers in a list."""

import tensorflow as tf


def relu(x):
    return tf.maximum(x, 0.0)


def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return e / tf.reduce_sum(e, axis=1, keepdims=True)


class Layer:
    def __init__(self, fan_in, fan_out, stddev):
        self.W = tf.Variable(tf.random.normal((fan_in, fan_out), 0.0, stddev))
        self.b = tf.Variable(tf.zeros(fan_out))


class FullyConnectedNetwork:
    def __init__(self, input_length, output_length, hidden=50, stddev=0.05):
        self.layers = [
            Layer(input_length, hidden, stddev),
            Layer(hidden, output_length, stddev),
        ]
        self.l1, self.l2 = self.layers

    @property
    def trainable_variables(self):
        return [v for layer in self.layers for v in (layer.W, layer.b)]

    def __call__(self, x):
        h = relu(tf.matmul(x, self.l1.W) + self.l1.b)
        return softmax(tf.matmul(h, self.l2.W) + self.l2.b)


print(FullyConnectedNetwork(784, 10)(tf.zeros([1, 784])))
