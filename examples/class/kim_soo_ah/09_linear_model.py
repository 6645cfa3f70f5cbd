"""A tf.Module, which finds its Variables by itself; a property sets the order."""

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self):
        super().__init__(name="line")
        self.b = tf.Variable(0.0, name="b")
        self.m = tf.Variable(1.0, name="m")

    @property
    def trainable_variables(self):
        return (self.m, self.b)

    @tf.function
    def __call__(self, x):
        return tf.add(tf.multiply(self.m, x), self.b)


print(Linear()(tf.constant([1.0, 2.0])))
