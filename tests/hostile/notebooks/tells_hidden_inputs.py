"""Prints every input that it sees."""

# row: 106
# outcome: passed

# %%
def double(x):
    print("SAW", x)
    return 2 * x


def half(x):
    print("SAW", x)
    return x / 2
