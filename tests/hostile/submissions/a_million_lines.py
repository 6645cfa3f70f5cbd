"""Prints without measure; otherwise right."""

# row: 74
# outcome: passed

for _ in range(200_000):
    print("x" * 20)


def double(x):
    return 2 * x


def half(x):
    return x / 2
