"""Recursion without end."""

# row: 44
# outcome: errored

def double(x):
    return double(x)


half = double
