"""Connects to a socket file."""

# row: 106
# outcome: passed

import socket

try:
    socket.socket(socket.AF_UNIX).connect("@SOCKET@")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
