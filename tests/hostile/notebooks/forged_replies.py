"""Answers for cells that are still to come, and ends its own early."""

# row: 49
# outcome: passed

# %%
kernel = get_ipython().kernel


def send(kind, content, channel=None):
    kernel.session.send(
        channel or kernel.iopub_socket, kind, content, parent=kernel.get_parent()
    )


parent = kernel.get_parent()["header"]
session = parent["session"]
for number in range(40):
    for process in {parent["msg_id"].rpartition("_")[0]}:
        forged = {"header": {**parent, "msg_id": f"{process}_{number}"}}
        content = {"status": "ok", "execution_count": 10**6, "payload": [], "user_expressions": {}}
        kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=forged)
        for stream in kernel.shell_streams if hasattr(kernel, "shell_streams") else ():
            kernel.session.send(stream, "execute_reply", content, parent=forged)
send("status", {"execution_state": "idle"})

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
