"""Connects to the kernel's own sockets, as a second client."""

# row: 109
# outcome: passed

# %%
import socket

for number in range(1, 6):
    try:
        client = socket.socket(socket.AF_UNIX)
        client.connect(f"k-{number}")
        print("ATTACK", "WORKED")
    except OSError as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
