"""A loop that ignores signals."""

# row: 67
# outcome: timed_out

import signal


def double(x):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


half = double
