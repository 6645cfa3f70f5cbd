"""Changes the worker's own tables from a thread while it answers."""

# row: 28
# outcome: any

# %%
import gc
import threading
import time

def double(x):
    return 2 * x


def half(x):
    return x / 2


def disturb():
    from grader.sandbox.values import ObjectTable

    while True:
        time.sleep(0.002)
        for thing in gc.get_objects():
            if type(thing) is ObjectTable:
                thing._objects.clear()
                thing._next = -5


threading.Thread(target=disturb, daemon=True).start()
