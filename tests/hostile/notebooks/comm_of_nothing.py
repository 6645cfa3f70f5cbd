"""Sends a comm's message without its parts."""

# row: 130
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


send("comm_msg", {})
