"""Stops the threads that the kernel speaks with."""

# row: 26
# outcome: passed
# limits: short
# soak: yes

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
kernel = get_ipython().kernel
for name in ("control_thread", "iopub_thread"):
    thread = getattr(kernel, name, None)
    if thread is not None:
        thread.io_loop.add_callback(thread.io_loop.stop)
