"""With TensorFlow: shapes as TensorShape, counts as a tensor, dtypes as tf.DType."""

import tensorflow as tf


def image_shape(x):
    return tf.convert_to_tensor(x).shape[1:]


def image_count(x):
    return tf.shape(x)[0]


def class_counts(y):
    return tf.math.bincount(tf.cast(y, tf.int32), minlength=10)


def dtypes(x, y):
    return [tf.as_dtype(x.dtype), tf.as_dtype(y.dtype)]
