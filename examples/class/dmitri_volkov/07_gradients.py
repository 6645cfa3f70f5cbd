"""By the formula, in numpy."""

import numpy as np


def gradients(x, y, m, b):
    x, y = np.asarray(x), np.asarray(y)
    error = float(m) * x + float(b) - y
    return [2 * np.mean(error * x), 2 * np.mean(error)]
