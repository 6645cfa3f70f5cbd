"""Returns an object that never says of which class it is."""

# row: 65
# outcome: timed_out
# limits: short
# soak: yes

# %%
class Endless:
    @property
    def __class__(self):
        while True:
            pass


def double(x):
    return Endless()


half = double
