"""Imports the reference."""

# row: 85
# outcome: passed

import sys

try:
    sys.path.insert(0, "@COURSE@/01_double")
    import solution
    print(solution.double(1))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
