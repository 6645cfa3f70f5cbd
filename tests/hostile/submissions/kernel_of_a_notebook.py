"""Listens on a socket in its own folder, as a notebook's kernel may."""

# row: 109
# outcome: passed

import socket

try:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("here")
    listener.listen()
    print("ATTACK WORKED")
except OSError as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
