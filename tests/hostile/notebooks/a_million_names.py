"""Has a million names when a step is answered, and is answered again and again."""

# row: 73
# outcome: passed

# %%
globals().update({f"name_{number}": number for number in range(1_000_000)})

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
double = lambda x: 2 * x

# %%
double = lambda x: 2 * x

# %%
double = lambda x: 2 * x

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
