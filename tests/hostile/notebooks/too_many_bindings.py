"""Tells of a million bindings."""

# row: 28
# outcome: passed
# soak: yes

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2


import gc

from grader.sandbox.bindings import Binding, Bindings


class Kept(list):
    def __delitem__(self, _):
        pass


(found,) = (thing for thing in gc.get_objects() if type(thing) is Bindings)


def forge(*bindings, copies=None):
    whole = dict(found.namespace)
    found.noted = Kept(bindings)
    found._copies = Kept([whole] * (len(bindings) if copies is None else copies))

# %%
forge(*[Binding(0, 'double', (), '', False)] * 10**6)
