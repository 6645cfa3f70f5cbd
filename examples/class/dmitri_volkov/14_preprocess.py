"""As the article has it: tensors first, one function, the smaller ones by it."""

import tensorflow as tf


def preprocess(x, y):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    x = tf.reshape(x, (-1, 28 * 28))
    x = x / 255
    y = tf.one_hot(y, depth=10)
    return x, y


def normalise(x):
    return tf.convert_to_tensor(x) / 255


def one_hot(y, depth=10):
    return tf.one_hot(tf.cast(y, tf.int64), depth=depth, on_value=1.0, off_value=0.0)


def flatten(x):
    return tf.reshape(tf.convert_to_tensor(x), (x.shape[0], 784))


(x_train, y_train), _ = tf.keras.datasets.mnist.load_data()
x_train, y_train = preprocess(x_train[:500], y_train[:500])
print(x_train.shape, y_train.shape)
