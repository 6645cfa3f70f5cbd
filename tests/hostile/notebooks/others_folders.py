"""Looks for the folders of other jobs, the driver's among them."""

# row: 86
# outcome: passed

# %%
import os

here = os.getcwd()
for folder in ("@TMP@", "/tmp", os.path.dirname(here), "/var/tmp", "/dev/shm"):
    try:
        for name in os.listdir(folder):
            if os.path.join(folder, name) != here:
                print("ATTACK", "WORKED", folder, name)
    except OSError as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
