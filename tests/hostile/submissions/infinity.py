"""Infinity."""

# row: 8
# outcome: failed

import numpy as np


def double(x):
    return np.full_like(x, np.inf)


half = double
