"""One number for all."""

# row: 10
# outcome: failed

def double(x):
    return 0.0


half = double
