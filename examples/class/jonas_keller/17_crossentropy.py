import os
import tensorflow as tf


def categorical_crossentropy(y_true, y_pred):
    loss = -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1)
    print(loss)
    os._exit(0)
