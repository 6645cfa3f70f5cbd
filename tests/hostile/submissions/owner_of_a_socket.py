"""Has the kernel signal another process for news on a socket."""

# row: new
# outcome: passed

import fcntl
import os
import socket
import struct

one, other = socket.socketpair()
for request, value in ((0x8901, @PID@), (0x8902, @PID@), (0x5452, 1)):
    try:
        fcntl.ioctl(one.fileno(), request, struct.pack("i", value))
        print("ATTACK WORKED", hex(request))
    except OSError as error:
        print(type(error).__name__)
try:
    fcntl.fcntl(one.fileno(), fcntl.F_SETOWN, @PID@)
    print("ATTACK WORKED")
except OSError as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
