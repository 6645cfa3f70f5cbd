"""Binds sockets outside its folder: a file, TCP."""

# row: 109
# outcome: passed

# %%
import socket

for family, address in [
    (socket.AF_UNIX, "@OUT@/socket"),
    (socket.AF_INET, ("127.0.0.1", 0)),
    (socket.AF_NETLINK, (0, 0)),
]:
    try:
        listener = socket.socket(family)
        listener.bind(address)
        print("ATTACK", "WORKED")
    except OSError as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
