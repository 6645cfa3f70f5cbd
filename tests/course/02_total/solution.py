"""Add up numbers.

`total(numbers)` returns the sum of a list.
"""


def total(numbers):
    """The sum."""
    # BEGIN SOLUTION
    return sum(numbers)
    # END SOLUTION
