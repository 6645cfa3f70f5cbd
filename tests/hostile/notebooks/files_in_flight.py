"""Holds files without a name in the queue of a socket, where no table lists them."""

# row: new
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import socket
import time

one, other = socket.socketpair()
for number in range(2):
    held = os.open("held", os.O_RDWR | os.O_CREAT)
    os.unlink("held")
    os.posix_fallocate(held, 0, 100 * 2**20)
    socket.send_fds(one, [b"x"], [held])
    os.close(held)
time.sleep(1.2)
