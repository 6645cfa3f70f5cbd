"""A whole number of a million digits."""

# row: 59
# outcome: failed

def double(x):
    return 10**1_000_000


half = double
