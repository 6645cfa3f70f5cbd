import tensorflow as tf


def softmax(x):
    return tf.nn.log_softmax(x)
