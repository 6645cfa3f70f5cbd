"""Announces a frame of four gigabytes."""

# row: 49
# outcome: errored

import os


def double(x):
    os.write(3, b"\\xff" * 8)
    return x


half = double
