"""Point by point, with a helper and prints."""

import tensorflow as tf


def at(point, m, b):
    return point * m + b


def predict_line(x, m, b):
    print("points:", x.shape[0])
    return tf.map_fn(lambda point: at(point, m, b), x)


print(predict_line(tf.constant([1.0, 2.0]), 2.0, 1.0))
