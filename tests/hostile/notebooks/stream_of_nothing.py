"""Sends a stream without a name and a text."""

# row: 61
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
kernel = get_ipython().kernel


def send(kind, content, channel=None):
    kernel.session.send(
        channel or kernel.iopub_socket, kind, content, parent=kernel.get_parent()
    )


send("stream", {})
