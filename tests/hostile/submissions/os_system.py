"""Starts a shell with os.system."""

# row: 71
# outcome: passed

import os

try:
    assert os.system("true") == 0
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
