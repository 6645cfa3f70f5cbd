"""Ends its process with the signal that means somebody else did."""

# row: 71
# outcome: errored

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)


half = double
