"""By hand: lists, a dict of counts and dtypes as text, with a look at the data on top."""

import tensorflow as tf

(x_train, y_train), _ = tf.keras.datasets.mnist.load_data()
print(x_train.shape, y_train[:10])


def image_shape(x):
    return [len(x[0]), len(x[0][0])]


def image_count(x):
    return x.shape[0]


def class_counts(y):
    counts = dict.fromkeys(range(10), 0)
    for label in y:
        counts[int(label)] += 1
    return counts


def dtypes(x, y):
    return str(x.dtype), f"tf.{y.dtype.name}"
