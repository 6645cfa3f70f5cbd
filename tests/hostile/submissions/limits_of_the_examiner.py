"""Lowers the examiner's limits."""

# row: 73
# outcome: passed

import resource

try:
    resource.prlimit(@PID@, resource.RLIMIT_NOFILE)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
