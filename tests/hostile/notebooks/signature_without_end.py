"""Binds a function whose signature is computed for ever."""

# row: 65
# outcome: timed_out
# limits: short

# %%
class Slow:
    def __call__(self, x):
        return 2 * x

    @property
    def __signature__(self):
        while "get_ipython" in globals():
            pass


double = Slow()


def half(x):
    return x / 2
