"""Has a timer of the kernel's kill it, which looks like a killer from outside."""

# row: 43
# outcome: any

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import ctypes
import time

libc = ctypes.CDLL(None)


class Event(ctypes.Structure):
    _fields_ = [("value", ctypes.c_void_p), ("number", ctypes.c_int), ("rest", ctypes.c_char * 52)]


timer = ctypes.c_int()
libc.syscall(222, 0, ctypes.byref(Event(None, 9)), ctypes.byref(timer))
libc.syscall(223, timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1000), None)
time.sleep(1)
