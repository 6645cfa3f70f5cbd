import numpy as np
import tensorflow as tf


def relu(x):
    return tf.constant(np.maximum(x, 0))
