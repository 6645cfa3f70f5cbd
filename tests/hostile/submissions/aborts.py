"""Ends by a signal that would leave a core file."""

# row: 80
# outcome: crashed

import os


def double(x):
    os.abort()


half = double
