"""An empty array, all of whose elements are right."""

# row: 11
# outcome: failed

import numpy as np


def double(x):
    return np.zeros(0)


half = double
