"""Opens the ring that passes by system calls."""

# row: 113
# outcome: passed

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')


try:
    ring = ctypes.create_string_buffer(256)
    call(425, 1, ring)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
