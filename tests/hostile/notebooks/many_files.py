"""Makes files without end."""

# row: 74
# outcome: passed
# stopped: disk

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
number = 0
while True:
    number += 1
    open(str(number), "w").close()
