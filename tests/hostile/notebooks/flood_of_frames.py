"""Sends the examiner small frames without end."""

# row: 49
# outcome: passed
# stopped: malformed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import struct
import threading
import time

header = b"\x92\x80\x90"
frames = (struct.pack("!II", len(header), 0) + header) * 10_000
end = time.monotonic() + 6
while time.monotonic() < end:
    os.write(3, frames)
