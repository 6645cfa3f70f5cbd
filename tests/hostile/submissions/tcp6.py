"""Makes an IPv6 socket."""

# row: 106
# outcome: passed

import socket

try:
    socket.socket(socket.AF_INET6)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
