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
import os

open("0", "w").close()
number = 0
while True:
    number += 1
    os.link("0", str(number))
