"""Opens a file of the instructor's to everybody; nothing happens."""

# row: 74
# outcome: passed

import os
import shutil

os.chmod("@SECRET@", 0o777)
os.chown("@SECRET@", 1234, 1234)
os.utime("@SECRET@", (0, 0))
open("a", "w").write("x")
shutil.copy2("a", "b")


def double(x):
    return 2 * x


def half(x):
    return x / 2
