"""Right, in place; what was given is a copy."""

# row: 13
# outcome: passed

def double(x):
    x *= 2
    return x


def half(x):
    x /= 2
    return x
