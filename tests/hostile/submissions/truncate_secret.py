"""Cuts a file of the instructor's."""

# row: 74
# outcome: passed

import os

try:
    os.truncate("@SECRET@", 0)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
