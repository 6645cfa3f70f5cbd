"""Text that is no Unicode."""

# row: 62
# outcome: failed

def double(x):
    print("\ud800")
    return "\ud800"


half = double
