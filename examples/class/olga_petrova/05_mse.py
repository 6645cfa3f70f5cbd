import numpy as np
import tensorflow as tf


def mse(y_true, y_pred):
    t = np.array(y_true)
    p = np.array(y_pred)
    return tf.constant(np.mean((t - p) ** 2))
