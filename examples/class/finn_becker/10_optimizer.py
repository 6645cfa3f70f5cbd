"""With Keras's optimizer inside, a fresh one for each step."""

import tensorflow as tf


class GradientDescentOptimizer:
    def __init__(self, lr=0.05):
        self.learning_rate = lr

    def apply_gradients(self, grads_and_vars):
        sgd = tf.keras.optimizers.SGD(learning_rate=self.learning_rate)
        sgd.apply_gradients(grads_and_vars)
