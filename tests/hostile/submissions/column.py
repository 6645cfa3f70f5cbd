"""A column in place of a row."""

# row: 10
# outcome: failed

def double(x):
    return 2 * x.reshape(-1, 1)


def half(x):
    return x.reshape(-1, 1) / 2
