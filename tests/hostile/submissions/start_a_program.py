"""Starts a shell."""

# row: 71
# outcome: passed

import subprocess

try:
    subprocess.run(["/bin/sh", "-c", "true"], check=True)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
