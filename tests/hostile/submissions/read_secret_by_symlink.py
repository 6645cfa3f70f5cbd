"""The same through a link in the scratch folder."""

# row: 85
# outcome: passed

import os

try:
    os.symlink("@SECRET@", "link")
    print(open("link").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
