"""By addition, with a demo at top level."""


def double(x):
    return x + x


def half(x):
    return 0.5 * x


print(double(3), half(4))
