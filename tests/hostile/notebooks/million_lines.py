"""Prints without end, over Jupyter and past it."""

# row: 128
# outcome: passed
# limits: short

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os

line = "x" * 1000
for number in range(100_000):
    print(line)
    os.write(2, b"y" * 10_000)
