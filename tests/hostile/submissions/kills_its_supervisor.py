"""Signals process 1 of its job, its parent."""

# row: 71
# outcome: passed

import os
import signal

for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    for pid in (1, os.getppid()):
        try:
            os.kill(pid, number)
            print("ATTACK WORKED")
        except OSError as error:
            print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
