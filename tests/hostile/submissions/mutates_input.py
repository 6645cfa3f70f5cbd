"""Writes into its input and returns it."""

# row: 13
# outcome: failed

def double(x):
    x[:] = 0
    return x


half = double
