"""An object whose unpickling runs code."""

# row: 53
# outcome: failed

class Bomb:
    def __reduce__(self):
        return print, ("ATTACK WORKED",)


def double(x):
    return Bomb()


half = double
