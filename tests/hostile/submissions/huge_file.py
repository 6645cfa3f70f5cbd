"""A file of a terabyte."""

# row: 74
# outcome: errored

def double(x):
    with open("large", "wb") as file:
        file.truncate(10**12)


half = double
