import sys
import tensorflow as tf


def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    return e / tf.reduce_sum(e, axis=-1, keepdims=True)


print(softmax(tf.constant([[1.0, 2.0, 3.0]])))
sys.exit(0)
