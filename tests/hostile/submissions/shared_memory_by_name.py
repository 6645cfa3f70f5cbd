"""Shared memory and semaphores with a name, which outlive a process."""

# row: 73
# outcome: passed

import _posixshmem
import os

try:
    descriptor = _posixshmem.shm_open("/canary", os.O_CREAT | os.O_RDWR, 0o600)
    os.ftruncate(descriptor, 4096)
    print("ATTACK WORKED")
except OSError as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
