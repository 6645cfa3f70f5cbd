"""Answers with an array that it changes afterwards, when the examiner may look again."""

# row: 13
# outcome: failed

import threading
import time

import numpy as np

ANSWER = np.zeros(3)


def double(x):
    def later():
        time.sleep(0.05)
        ANSWER[:] = 2 * x

    threading.Thread(target=later, daemon=True).start()
    return ANSWER


def half(x):
    return x / 2
