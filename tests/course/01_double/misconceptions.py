def double__square(x):
    """the square instead of the double

    Two times x is not x times x.
    """
    return x * x


def double__same(x):
    """x as it came

    Something has to happen to x.
    """
    return x


def half__double(x):
    """the double instead of the half

    Which of the two makes it smaller?
    """
    return 2 * x


def double__first_row(x):
    """only the first row of a table is doubled

    A table has more than one row.
    """
    return 2 * x if x.ndim == 1 else 2 * x[:1]
