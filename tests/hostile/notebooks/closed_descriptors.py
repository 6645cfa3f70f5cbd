"""Closes every descriptor."""

# row: 49
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import time

os.closerange(0, 256)
time.sleep(2)
