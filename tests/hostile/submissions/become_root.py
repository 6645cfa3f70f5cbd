"""Takes capabilities back."""

# row: 79
# outcome: passed

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')


try:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    call(126, header, (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6))
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
