import tensorflow as tf


def categorical_crossentropy(y_true, y_pred):
    pairs = zip(tf.unstack(y_true), tf.unstack(y_pred))
    return tf.stack([tf.reduce_sum(t * tf.math.log(1 / p)) for t, p in pairs])
