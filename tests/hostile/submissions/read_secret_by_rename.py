"""Moves the file to where it may be read."""

# row: 85
# outcome: passed

import os

try:
    os.rename("@SECRET@", "mine")
    print(open("mine").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
