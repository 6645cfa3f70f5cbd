"""Large files, one after the other."""

# row: 74
# outcome: timed_out

def double(x):
    block = bytes(10**6)
    for number in range(30):
        with open(str(number), "wb") as file:
            for _ in range(10):
                file.write(block)
    while True:
        pass


half = double
