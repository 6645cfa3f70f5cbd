"""Fills its folder."""

# row: 74
# outcome: passed
# stopped: disk

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
while True:
    open("full", "ab").write(bytes(2**20))
