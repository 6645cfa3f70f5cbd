"""Connects to the kernel's own sockets through libzmq."""

# row: 109
# outcome: passed

# %%
import os
import zmq

context = zmq.Context()
client = context.socket(zmq.DEALER)
client.linger = 0
try:
    client.connect(f"ipc://{os.getcwd()}/k-1")
    client.send(b"x", zmq.NOBLOCK)
    print("ATTACK", "WORKED" if client.poll(500) else "nothing came")
except zmq.ZMQError as error:
    print(error)
client.close(0)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
