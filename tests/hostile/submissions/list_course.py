"""Looks for solutions."""

# row: 85
# outcome: passed

import os

try:
    print(os.listdir("@COURSE@"))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
