"""Files without end."""

# row: 97
# outcome: timed_out

import os


def double(x):
    for number in range(200_000):
        with open(str(number), "w"):
            pass
    return x


half = double
