"""Makes folders within folders, deeper than a walk without care can follow."""

# row: 97
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import os
import time

top = os.getcwd()
for _ in range(1500):
    os.mkdir("d")
    os.chdir("d")
os.chdir(top)
time.sleep(1)
