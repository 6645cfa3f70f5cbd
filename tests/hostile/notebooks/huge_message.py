"""Sends one message of sixty megabytes."""

# row: 128
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import json

kernel = get_ipython().kernel
session = kernel.session


def raw(kind, content):
    head = json.dumps(session.msg_header(kind), default=str).encode()
    parent = json.dumps(kernel.get_parent()["header"], default=str).encode()
    signature = session.sign([head, parent, b"{}", content])
    kernel.iopub_socket.send_multipart(
        [b"x", b"<IDS|MSG>", signature, head, parent, b"{}", content], copy=False
    )


import time

raw("display_data", b'{"metadata": {}, "data": {"text/plain": "' + b"x" * 60_000_000 + b'"}}')
time.sleep(1)
