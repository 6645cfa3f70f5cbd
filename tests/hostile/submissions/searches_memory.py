"""Looks for the reference in its own memory."""

# row: 22
# outcome: failed

import gc
import sys

for module in list(sys.modules.values()):
    for thing in list(vars(module).values()) if hasattr(module, "__dict__") else ():
        if isinstance(thing, str) and "BEGIN" + " SOLUTION" in thing and "return 2" in thing:
            print("ATTACK WORKED")
for thing in gc.get_objects():
    if getattr(thing, "__name__", "") == "double" and thing.__module__ != "student":
        print("ATTACK WORKED")


def double(x):
    return x


half = double
