"""Shows thousands of things, and streams with thousands of names."""

# row: 128
# outcome: passed

# %%
kernel = get_ipython().kernel


def send(kind, content, channel=None):
    kernel.session.send(
        channel or kernel.iopub_socket, kind, content, parent=kernel.get_parent()
    )


for number in range(1000):
    send("display_data", {"data": {"text/plain": str(number)}, "metadata": {}})
    send("stream", {"name": f"stream {number}", "text": "x"})

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
