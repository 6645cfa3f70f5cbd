"""Announces a frame of many megabytes and never ends it."""

# row: 59
# outcome: passed
# soak: yes

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import struct
import time

os.write(3, struct.pack("!II", 2**20, 60 * 2**20))
data = bytes(2**16)
end = time.monotonic() + 2
while time.monotonic() < end:
    os.write(3, data)
