"""Holds files that no folder names any more, over the limit of the disk."""

# row: 74
# outcome: passed
# stopped: disk

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import time

held = []
for number in range(2):
    held.append(os.open("held", os.O_RDWR | os.O_CREAT))
    os.unlink("held")
    os.posix_fallocate(held[-1], 0, 100 * 2**20)
time.sleep(1.2)
