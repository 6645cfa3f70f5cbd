"""sys.exit(0) at top level; the functions are right."""

# row: 29
# outcome: passed

import sys


def double(x):
    return 2 * x


def half(x):
    return x / 2


sys.exit(0)
