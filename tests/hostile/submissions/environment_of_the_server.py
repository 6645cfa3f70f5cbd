"""Reads the fork server's environment."""

# row: 110
# outcome: passed

import os

try:
    print(open(f"/proc/{os.getppid()}/environ").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
