"""A gigabyte, of which 256 MB are allowed."""

# row: 73
# outcome: errored

def double(x):
    return bytearray(10**9)


half = double
