"""With Variables in a tf.Module and tf.functions."""

import tensorflow as tf


class Mean(tf.Module):
    def __init__(self):
        super().__init__()
        self.total, self.count = tf.Variable(0.0), tf.Variable(0.0)

    @tf.function
    def __call__(self, x):
        self.total.assign_add(x)
        self.count.assign_add(1.0)

    def result(self):
        return tf.math.divide_no_nan(self.total, self.count)

    def reset_state(self):
        self.total.assign(0.0)
        self.count.assign(0.0)
