"""Has a socket that becomes readable end it, by an owner set with ioctl."""

# row: new
# outcome: any

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import fcntl
import os
import socket
import struct
import time

one, other = socket.socketpair()
fcntl.ioctl(one, 0x8901, struct.pack("i", os.getpid()))  # FIOSETOWN
fcntl.ioctl(one, 0x5452, struct.pack("i", 1))  # FIOASYNC
other.send(b"x")
time.sleep(1)
