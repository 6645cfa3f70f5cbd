"""Lists the processes of the machine."""

# row: 112
# outcome: passed

import os

try:
    print([name for name in os.listdir("/proc") if name.isdigit()])
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
