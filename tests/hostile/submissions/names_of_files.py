"""Asks which files exist, without opening them."""

# row: 85
# outcome: passed
# needs: private_root

import os

for name in ("@SECRET@", "@COURSE@", "/etc/passwd", "/home", "@HOME@/.cache"):
    if os.path.lexists(name):
        print("ATTACK WORKED", name)


def double(x):
    return 2 * x


def half(x):
    return x / 2
