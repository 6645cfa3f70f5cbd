"""Binds objects whose signature, class, name and comparison lie, raise or never end."""

# row: 43
# outcome: passed

# %%
import time


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__mro__", "__name__", "__signature__", "__wrapped__"):
            raise SystemExit(name)
        return type.__getattribute__(cls, name)


class Lying(metaclass=Meta):
    def __eq__(self, other):
        raise SystemExit

    __hash__ = None

    @property
    def __class__(self):
        raise KeyboardInterrupt

    def __getattr__(self, name):
        raise GeneratorExit

    def __repr__(self):
        raise SystemExit


half = Lying
double = Lying()
total = object.__new__(Lying)

# %%
class Endless:
    def __getattr__(self, name):
        return Endless()

    def __call__(self, x):
        return x


double = half = total = Endless()

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
