"""A tf.Module that adds a negative step, with a count, prints and a demo."""

import tensorflow as tf


class GradientDescentOptimizer(tf.Module):
    def __init__(self, lr=0.05):
        super().__init__()
        self.step, self.calls = -lr, 0

    def apply_gradients(self, grads_and_vars):
        self.calls += 1
        updated = [v.assign_add(self.step * g) for g, v in grads_and_vars]
        print("step", self.calls, "updated", len(updated))
        return updated


demo = tf.Variable(2.0)
GradientDescentOptimizer(0.1).apply_gradients([(tf.constant(5.0), demo)])
print(demo.numpy())
