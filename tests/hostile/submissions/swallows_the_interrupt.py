"""A loop that swallows every exception."""

# row: 68
# outcome: timed_out

def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


half = double
