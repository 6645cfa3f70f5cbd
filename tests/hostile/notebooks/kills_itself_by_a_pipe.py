"""Has a pipe that becomes readable kill it, which looks like a killer from outside."""

# row: 43
# outcome: any

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import fcntl
import os
import time

ours, theirs = os.pipe()
fcntl.fcntl(ours, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(ours, 10, 9)  # F_SETSIG
fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(theirs, b"x")
time.sleep(1)
