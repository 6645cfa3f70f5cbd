"""Prints and sends bytes that are no UTF-8, and lone surrogates."""

# row: 62
# outcome: passed

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


import os

raw("stream", b'{"name": "stdout", "text": "\xff\xfe\x00"}')
raw("stream", b'{"name": "stdout", "text": "\\ud800 \\udfff \\u0000"}')
raw("display_data", b'{"data": {"text/plain": "\\ud800"}, "metadata": {}}')
raw("display_data", b'{"data": {"image/svg+xml": "<svg>\\ud800</svg>"}, "metadata": {}}')
raw("display_data", b'{"data": {"image/png": "\\ud800"}, "metadata": {}}')
raw("error", b'{"ename": "\\udc80", "evalue": "\\ud800", "traceback": ["\\ud800"]}')
os.write(1, b"\xff\xfe\xed\xa0\x80")

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
