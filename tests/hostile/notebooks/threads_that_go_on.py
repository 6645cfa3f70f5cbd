"""Rebinds its functions from a thread while they are examined."""

# row: 31
# outcome: any

# %%
import sys
import threading

def double(x):
    return 2 * x


def half(x):
    return x / 2


def rebind(namespace=globals()):
    while True:
        for name, thing in list(sys.modules.items()):
            if name == "notebook":
                vars(thing)["double"] = lambda x: x
        namespace["double"] = lambda x: x
        namespace.pop("half", None)
        namespace["half"] = half_of


half_of = half
threading.Thread(target=rebind, daemon=True).start()
