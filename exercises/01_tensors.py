"""Tensors: arrays of numbers with a dtype and a shape.

Everything in this workshop is computed with tensors. A tensor has values, a dtype (the kind
of number, the same for all its values) and a shape (how many there are along each axis). A
number by itself is a tensor too: its shape is (), which is called a scalar.

Two things differ from Python lists. Arithmetic works on all values at once, so no loop is
needed. And a tensor never changes: every operation makes a new one.

    make_tensor()        the numbers 1, 2, 3, 4 as a tensor of whole numbers
    affine(x)            2x + 1 for every value of x
    second_row(matrix)   the second row of a matrix
    scalar_sum()         a scalar Variable of 0 plus a scalar tensor of 1

A Variable holds a tensor that can be replaced by another one; in computations it behaves as
the tensor that it holds.

Shapes and dtypes
    make_tensor()        int32 (4,)
    affine(x)            x has any shape, int32 or float32; the result has the same
                         shape and the same dtype
    second_row(matrix)   matrix is (r, c), of any dtype; the result is (c,)
    scalar_sum()         int32 ()

All four return tensors, not lists and not numpy arrays.

Example
    affine of [1, 2, 3, 4]                  gives [3, 5, 7, 9]
    second_row of [[1, 2], [3, 4], [5, 6]]  gives [3, 4]

Counting begins at 0, as everywhere in Python. A whole number in Python becomes int32, a
decimal number float32.
"""

import tensorflow as tf


def make_tensor():
    """The numbers 1, 2, 3, 4 as an int32 tensor."""
    raise NotImplementedError


def affine(x):
    """2x + 1, in the dtype and shape of x."""
    raise NotImplementedError


def second_row(matrix):
    """The second row of a matrix."""
    raise NotImplementedError


def scalar_sum():
    """The sum of a scalar Variable, 0, and a scalar tensor, 1."""
    raise NotImplementedError
