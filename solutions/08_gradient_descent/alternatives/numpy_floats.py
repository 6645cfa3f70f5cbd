"""In numpy, giving back Python numbers and an array, as a dict of a progress bar would."""

import sys

import numpy as np


def gradient_descent(x, y, lr=0.05, steps=100):
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    m, b = 1.0, 0.0
    losses = np.empty(steps)
    for step in range(steps):
        error = m * x + b - y
        losses[step] = np.mean(error * error)
        if step % 50 == 0:
            print(f"step {step}: {losses[step]:.3f}", file=sys.stderr)
        m, b = m - lr * np.mean(2 * error * x), b - lr * np.mean(2 * error)
    return [m, b, losses]
