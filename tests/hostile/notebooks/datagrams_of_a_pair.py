"""Sends datagrams to addresses from a pair of sockets, which needs no connect."""

# row: 109
# outcome: passed

# %%
import socket

one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for address in ("@SOCKET@", "\0@ABSTRACT@"):
    try:
        one.sendto(b"hello", address)
        print("ATTACK", "WORKED")
    except OSError as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
