"""Speaks garbage to the driver from a socket of its own in the place of the shell's."""

# row: 49
# outcome: passed

# %%
import gc
import os
import socket
import threading
import time

import zmq

def double(x):
    return 2 * x


def half(x):
    return x / 2


greeting = b"\xff" + bytes(8) + b"\x7f\x03\x01NULL" + bytes(48)
ready = b"\x04\x19\x05READY\x0bSocket-Type" + b"\x00\x00\x00\x06ROUTER"


def speak(listener):
    while True:
        client, _ = listener.accept()
        client.sendall(greeting + ready + b"\x02" + b"\x7f" + b"\xff" * 7 + b"x" * 4096)
        client.sendall(os.urandom(100_000))


for number in range(1, 6):
    os.unlink(f"k-{number}")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"k-{number}")
    listener.listen()
    threading.Thread(target=speak, args=(listener,), daemon=True).start()
for thing in gc.get_objects():
    if isinstance(thing, zmq.Socket) and thing.type in (zmq.ROUTER, zmq.XPUB, zmq.PUB):
        thing.close(0)
time.sleep(2)
os._exit(0)
