"""Changes the key that its messages are signed with."""

# row: 49
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


kernel.session.key = b"another"
