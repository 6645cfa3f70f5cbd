"""Starts a process of multiprocessing."""

# row: 55
# outcome: passed

import multiprocessing

try:
    process = multiprocessing.get_context("fork").Process(target=print)
    process.start()
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
