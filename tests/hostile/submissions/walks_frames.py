"""Looks for the reference in the frames above."""

# row: 22
# outcome: failed

import sys


def double(x):
    frame = sys._getframe()
    while frame is not None:
        for name, thing in {**frame.f_globals, **frame.f_locals}.items():
            if "reference" in name or "expected" in name or "solution" in name.lower():
                print("ATTACK WORKED")
        frame = frame.f_back
    return x


half = double
