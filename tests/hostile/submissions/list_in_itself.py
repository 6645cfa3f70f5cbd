"""A list that holds itself."""

# row: 58
# outcome: failed

def double(x):
    nested = []
    nested.append(nested)
    return nested


half = double
