"""Leaves a .pth file among the packages."""

# row: 37
# outcome: passed

import sysconfig

try:
    open(sysconfig.get_path("purelib") + "/canary.pth", "x").write("")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
