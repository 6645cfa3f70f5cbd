"""Closes its channels and leads the driver by links to a listener outside."""

# row: 89
# outcome: passed

# %%
import os
import time

def double(x):
    return 2 * x


def half(x):
    return x / 2


kernel = get_ipython().kernel
for number in range(1, 6):
    os.unlink(f"k-{number}")
    os.symlink("@SOCKET@", f"k-{number}")
kernel.iopub_socket.io_thread if False else None
import gc

import zmq

for thing in gc.get_objects():
    if isinstance(thing, zmq.Socket) and thing.type in (zmq.ROUTER, zmq.XPUB, zmq.PUB):
        thing.close(0)
time.sleep(1)
os._exit(0)
