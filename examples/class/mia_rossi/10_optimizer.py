"""A dataclass that assigns the new value."""

from dataclasses import dataclass


@dataclass
class GradientDescentOptimizer:
    lr: float = 0.05

    def apply_gradients(self, pairs):
        for slope, parameter in list(pairs):
            parameter.assign(parameter - slope * self.lr)
