"""Makes a device."""

# row: 113
# outcome: passed

import os

try:
    os.mknod("device", 0o600 | 0o060000, os.makedev(8, 0))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
