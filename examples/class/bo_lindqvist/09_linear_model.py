"""A base class with the list, and more methods than were asked for."""

import sys

import tensorflow as tf


class Base:
    @property
    def trainable_variables(self):
        return [self.m, self.b]

    def describe(self):
        return f"{self.m.numpy()} x + {self.b.numpy()}"


class Linear(Base):
    def __init__(self):
        self.m = tf.Variable(tf.ones([]), name="slope")
        self.b = tf.Variable(tf.zeros([]), name="intercept")

    def __call__(self, x):
        return tf.linalg.matvec(tf.stack([x, tf.ones_like(x)], axis=1), [self.m, self.b])


print(Linear().describe(), file=sys.stderr)
