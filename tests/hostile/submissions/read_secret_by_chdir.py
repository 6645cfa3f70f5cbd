"""Enters the folder and reads by a relative name."""

# row: 85
# outcome: passed

import os

try:
    os.chdir(os.path.dirname("@SECRET@"))
    print(open("secret.txt").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
