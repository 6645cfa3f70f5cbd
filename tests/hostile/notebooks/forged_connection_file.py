"""Rewrites the connection file, and takes the files of the sockets away."""

# row: 64
# outcome: passed

# %%
import glob
import os

for name in glob.glob("k*"):
    os.unlink(name)
with open("kernel.json", "w") as file:
    file.write("[" * 100_000)
os.symlink("@SECRET@", "k-9")

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
