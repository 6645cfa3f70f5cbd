"""Double a number.

`double(x)` returns twice x, for an array of any shape.
"""


def double(x):
    """Twice x, same shape."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION


def half(x):
    """Half of x, same shape."""
    # BEGIN SOLUTION
    return x / 2
    # END SOLUTION
