"""The same through a second name."""

# row: 85
# outcome: passed

import os

try:
    os.link("@SECRET@", "name")
    print(open("name").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
