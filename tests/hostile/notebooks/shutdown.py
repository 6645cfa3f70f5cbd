"""Shuts the kernel down from within, the way a client would."""

# row: 29
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
kernel = get_ipython().kernel
kernel.do_shutdown(False)
kernel.session.send(kernel.iopub_socket, "shutdown_reply", {"restart": False})
get_ipython().ask_exit()
get_ipython().exit_now = True

# %%
3
