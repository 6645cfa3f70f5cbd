"""Output by output, with prints, a method of its own and a demo at top level."""

import tensorflow as tf


class Linear:
    def __init__(self, input_length, output_length):
        self.outputs = output_length
        self.W = tf.Variable(tf.ones([input_length, output_length], tf.float32))
        self.b = tf.Variable(tf.zeros(output_length, tf.float32))
        self.trainable_variables = [self.W, self.b]
        print("weights:", self.count())

    def count(self):
        return sum(int(tf.size(v)) for v in self.trainable_variables)

    def __call__(self, x):
        columns = [
            tf.reduce_sum(x * self.W[:, j], axis=1) + self.b[j] for j in range(self.outputs)
        ]
        return tf.stack(columns, axis=1)


print(Linear(3, 2)(tf.constant([[1.0, 2.0, 3.0]])))
