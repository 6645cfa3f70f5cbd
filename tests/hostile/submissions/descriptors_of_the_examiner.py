"""Opens the examiner's descriptors."""

# row: 50
# outcome: passed

import os

try:
    print(os.listdir("/proc/@PID@/fd"))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
