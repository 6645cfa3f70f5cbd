"""A list of a hundred thousand levels."""

# row: 58
# outcome: failed

def double(x):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested


half = double
