"""numpy's fit of a polynomial of degree 1."""

import numpy as np


def closed_form(x, y):
    return tuple(np.polyfit(np.asarray(x, "float64"), np.asarray(y, "float64"), 1))
