import numpy as np
import tensorflow as tf


def mse(truth, prediction, weights):
    return tf.reduce_mean(weights * (truth - prediction) ** 2)
