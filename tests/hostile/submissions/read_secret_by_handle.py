"""Opens the file by its handle."""

# row: 85
# outcome: passed

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')


try:
    handle = ctypes.create_string_buffer(b"\x08\x00\x00\x00" + bytes(132))
    call(304, -100, handle, os.O_RDONLY)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
