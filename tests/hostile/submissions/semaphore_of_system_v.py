"""Makes semaphores that nobody removes."""

# row: 74
# outcome: passed

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')


try:
    call(64, 0x7f3a, 1, 0o1600)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
