"""Opens a comm whose id is a list."""

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


send("comm_open", {"comm_id": [1], "target_name": "jupyter.widget", "data": {"state": {}}})
