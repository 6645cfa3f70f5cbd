"""Holds files without a name in a thread that has a table of descriptors of its own."""

# row: new
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import ctypes
import os
import time

libc = ctypes.CDLL(None)
held = []
for number in range(2):
    held.append(os.open("held", os.O_RDWR | os.O_CREAT))
    os.unlink("held")
    os.posix_fallocate(held[-1], 0, 100 * 2**20)
stack = ctypes.create_string_buffer(2**20)
top = (ctypes.addressof(stack) + 2**20) & ~15
flags = 0x100 | 0x200 | 0x800 | 0x10000 | 0x40000  # a thread, but for CLONE_FILES
libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
libc.clone(ctypes.cast(libc.pause, ctypes.c_void_p), top, flags, None)
for number in held:
    os.close(number)
time.sleep(1.2)
