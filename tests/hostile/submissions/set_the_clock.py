"""Sets the clock of the machine (to what it is)."""

# row: 79
# outcome: passed

import time

try:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
