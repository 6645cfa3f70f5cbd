"""SystemExit from a function."""

# row: 43
# outcome: errored

def double(x):
    raise SystemExit(0)


half = double
