"""Takes all memory that it can get, and keeps it."""

# row: 73
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
held = []
size = 2**28
while size > 64:
    try:
        held.append(bytearray(size))
    except MemoryError:
        size //= 2
