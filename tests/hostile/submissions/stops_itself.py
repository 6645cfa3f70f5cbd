"""Stops its own process."""

# row: 77
# outcome: timed_out

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)


half = double
