"""A loop without end."""

# row: 65
# outcome: timed_out

def double(x):
    while True:
        pass


half = double
