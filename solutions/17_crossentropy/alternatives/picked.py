"""The probability of the right class is picked out, in a tf.function."""

import tensorflow as tf


@tf.function
def categorical_crossentropy(y_true, y_pred):
    right = tf.argmax(y_true, axis=1)
    picked = tf.gather(y_pred, right, axis=1, batch_dims=1)
    return tf.negative(tf.math.log(picked))
