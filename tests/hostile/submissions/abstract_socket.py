"""Connects to an abstract socket."""

# row: 109
# outcome: passed

import socket

try:
    socket.socket(socket.AF_UNIX).connect("\0@ABSTRACT@")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
