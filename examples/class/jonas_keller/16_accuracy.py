import tensorflow as tf


def accuracy(y_true, y_pred):
    right = tf.equal(tf.argmax(y_true, 1), tf.argmax(y_pred, 1))
    return tf.reduce_mean(tf.cast(right, tf.int32))
