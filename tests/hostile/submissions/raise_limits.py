"""Raises its own limit of memory."""

# row: 73
# outcome: passed

import resource

try:
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
