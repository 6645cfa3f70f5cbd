class GradientDescentOptimizer:
    def __init__(self, lr=0.05):
        lr = lr

    def apply_gradients(self, grads_and_vars):
        for g, v in grads_and_vars:
            v.assign_sub(0.05 * g)
