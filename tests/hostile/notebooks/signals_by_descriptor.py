"""Has the kernel signal others when a pipe becomes readable."""

# row: new
# outcome: passed

# %%
import fcntl
import os

for owner in (1, @PID@, -1):
    ours, theirs = os.pipe()
    try:
        fcntl.fcntl(ours, fcntl.F_SETOWN, owner)
        fcntl.fcntl(ours, 10, 15)  # F_SETSIG
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        os.write(theirs, b"x")
    except OSError as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
