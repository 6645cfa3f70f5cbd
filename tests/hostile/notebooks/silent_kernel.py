"""Has the kernel say nothing any more."""

# row: 65
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
kernel.session.send = lambda *_, **__: None
