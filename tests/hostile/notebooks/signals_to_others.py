"""Signals its parent, its supervisor, its group, everybody."""

# row: 71
# outcome: passed

# %%
import os
import signal

for pid in (1, os.getppid(), -1, 0, @PID@, -os.getpgrp()):
    for number in (0, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        if pid in (0, -1) and number == 0:
            continue
        try:
            os.kill(pid, number)
            print("ATTACK", "WORKED", pid, number)
        except OSError as error:
            print(type(error).__name__, end=" ")

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
