"""Drawn by numpy's generator; float64 inside, float32 outside."""

import numpy as np
import tensorflow as tf

generator = np.random.default_rng()


def make_x():
    return np.linspace(1.0, 4.9, 40, dtype="float32")


def simulate(x, m=3.5, b=-1.0, noise=1.0):
    line = m * np.asarray(x) + b
    return tf.constant(line + generator.uniform(-noise, noise, len(line)), tf.float32)


print(simulate(make_x())[:5])
