import tensorflow as tf

def softmax(x, axis):
    return tf.nn.softmax(x, axis=axis)
