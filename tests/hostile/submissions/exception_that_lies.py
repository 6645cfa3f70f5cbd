"""An exception whose text runs code and fails."""

# row: 43
# outcome: errored

class Trap(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__


def double(x):
    raise Trap


half = double
