"""Changes the root folder."""

# row: 113
# outcome: passed

import os

try:
    os.chroot(".")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
