"""Sends messages of kinds that there are not."""

# row: 61
# outcome: passed

# %%
kernel = get_ipython().kernel


def send(kind, content, channel=None):
    kernel.session.send(
        channel or kernel.iopub_socket, kind, content, parent=kernel.get_parent()
    )


for kind in ("verdict", "execute_reply", "shutdown_reply", "input_request", "__proto__", ""):
    send(kind, {"score": 10, "status": "ok", "output_type": "verdict"})
send("stream", {"name": "verdict", "text": "passed"})
send("stream", {"name": ["stdout"], "text": {"a": 1}})
send("display_data", {"data": {"text/plain": {"a": [1]}, "__proto__": 1}, "metadata": {}})

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
