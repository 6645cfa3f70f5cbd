"""Has so many names that there is no memory for copies of them."""

# row: 73
# outcome: any
# soak: yes

# %%
globals().update({f"name_{number}": number for number in range(2_000_000)})

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
