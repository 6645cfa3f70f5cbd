"""One draw after the other with Python's random, in a list."""

import random

import tensorflow as tf


def make_x():
    return tf.convert_to_tensor([round(1 + 0.1 * i, 1) for i in range(40)])


def simulate(x, m=3.5, b=-1.0, noise=1.0):
    y = []
    for value in x:
        y.append(m * float(value) + b + random.uniform(-noise, noise))
    return tf.constant(y)
