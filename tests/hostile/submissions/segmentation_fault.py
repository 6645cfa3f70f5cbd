"""Reads at the address 0."""

# row: 44
# outcome: crashed

import ctypes


def double(x):
    ctypes.string_at(0)


half = double
