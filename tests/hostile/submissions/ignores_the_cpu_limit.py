"""Ignores the kernel's warning about CPU time."""

# row: 67
# outcome: timed_out

import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)


def double(x):
    while True:
        pass


half = double
