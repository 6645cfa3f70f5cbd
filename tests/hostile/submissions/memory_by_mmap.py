"""The same by mmap."""

# row: 73
# outcome: errored

import mmap


def double(x):
    return mmap.mmap(-1, 10**9)


half = double
