"""Replaces the namespace by a dict that lies and raises."""

# row: 7
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
class Lying(dict):
    def items(self):
        raise SystemExit

    def __contains__(self, _):
        return True

    def clear(self):
        raise KeyboardInterrupt

    def __getitem__(self, name):
        if name in ("double", "half"):
            return lambda x: x
        return dict.__getitem__(self, name)


import gc

from grader.sandbox.bindings import Bindings

shell = get_ipython()
lying = Lying(shell.user_ns)
for thing in gc.get_objects():
    if type(thing) is Bindings:
        thing.namespace = lying
shell.user_ns = lying
