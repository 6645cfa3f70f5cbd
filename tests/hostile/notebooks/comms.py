"""Opens comms without end and sends binary buffers."""

# row: 130
# outcome: passed

# %%
kernel = get_ipython().kernel


def send(kind, content, channel=None):
    kernel.session.send(
        channel or kernel.iopub_socket, kind, content, parent=kernel.get_parent()
    )


state = {"_model_module": "x", "_model_name": "y", "value": "z"}
for number in range(2000):
    kernel.session.send(
        kernel.iopub_socket,
        "comm_open",
        {"comm_id": str(number), "target_name": "jupyter.widget", "data": {"state": state}},
        parent=kernel.get_parent(),
        buffers=[b"x" * 100],
    )

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
