"""Fills folders whose paths are longer than a path may be."""

# row: new
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

top = os.getcwd()
for _ in range(20):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
for number in range(2):
    held = os.open(str(number), os.O_RDWR | os.O_CREAT)
    os.posix_fallocate(held, 0, 100 * 2**20)
    os.close(held)
os.chdir(top)
time.sleep(1.2)
