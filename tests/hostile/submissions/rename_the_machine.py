"""Names the machine."""

# row: 79
# outcome: passed

import socket

try:
    socket.sethostname(socket.gethostname())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
