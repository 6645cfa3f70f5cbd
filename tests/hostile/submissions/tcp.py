"""Connects to a listener on this machine."""

# row: 106
# outcome: passed

import socket

try:
    socket.create_connection(("127.0.0.1", @PORT@), 2).sendall(b"CANARY")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
