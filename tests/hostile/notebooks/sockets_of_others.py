"""Connects to listeners outside: a file, an abstract name, TCP."""

# row: 106
# outcome: passed

# %%
import socket

for family, address in [
    (socket.AF_UNIX, "@SOCKET@"),
    (socket.AF_UNIX, "\0@ABSTRACT@"),
    (socket.AF_INET, ("127.0.0.1", @PORT@)),
]:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            client = socket.socket(family, kind)
            client.connect(address)
            print("ATTACK", "WORKED")
        except OSError as error:
            print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
