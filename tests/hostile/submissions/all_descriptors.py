"""Opens files until none is left; otherwise right."""

# row: 76
# outcome: passed

import os

KEPT = []
try:
    while True:
        KEPT.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    os.close(KEPT.pop())


def double(x):
    return 2 * x


def half(x):
    return x / 2
