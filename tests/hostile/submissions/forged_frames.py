"""Writes to every descriptor."""

# row: 49
# outcome: errored

import contextlib
import os


def double(x):
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, b"\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x00{}" * 3)
    return x


half = double
