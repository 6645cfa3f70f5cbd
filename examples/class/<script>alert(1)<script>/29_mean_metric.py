"""Keeps all values in a list, in numpy, with prints."""

import numpy as np


class Mean:
    def __init__(self):
        self.values = []

    def __call__(self, x):
        self.values.append(float(x))
        print("value number", len(self.values))
        return self

    def result(self):
        return np.mean(self.values)

    def reset_state(self):
        self.values.clear()

    reset_states = reset_state
