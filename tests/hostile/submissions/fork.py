"""Forks a survivor that writes later."""

# row: 71
# outcome: passed

import os
import time

try:
    if os.fork() == 0:
        os.setsid()
        time.sleep(1)
        open("@OUT@/survivor", "w").write("x")
        os._exit(0)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
