"""Asks which processes exist."""

# row: 112
# outcome: passed
# needs: private_root

import os

seen = [number for number in range(3, 40000) if os.path.lexists(f"/proc/{number}")]
if seen or os.getppid() not in (0, 1):
    print("ATTACK WORKED", seen[:5], os.getppid())


def double(x):
    return 2 * x


def half(x):
    return x / 2
