"""Broadcasting: add a vector to every row.

A layer of a network adds the same bias to every example, so a vector of shape (c,) is
added to each row of a matrix of shape (r, c). TensorFlow lines shapes up from the right:
(r, c) and (c,) fit, and the vector is used for every row as if it had been copied. A
vector with one number a row would need the shape (r, 1).

There are two ways to do it. One makes a new tensor and leaves its input alone. The other
changes a `tf.Variable`, the only thing in TensorFlow that can be changed.

Shapes and dtypes
    matrix     a tensor or a Variable of shape (r, c), float or integer
    vec        a tensor of shape (c,) and the same dtype
    variable   a Variable of shape (r, c)
    results    add_to_rows: a new tensor of shape (r, c); add_to_rows_in_place: the very
               Variable that was given, with its new content

Example
    [[1, 2], [3, 4]] and [10, 20] give [[11, 22], [13, 24]].

The methods `assign` and `assign_add` of a Variable change it. They do not broadcast: what
you hand them must already have the Variable's shape.
"""

import tensorflow as tf


def add_to_rows(matrix, vec):
    """A new tensor: every row of the matrix plus vec."""
    raise NotImplementedError


def add_to_rows_in_place(variable, vec):
    """Add vec to every row of the Variable itself and return that Variable."""
    raise NotImplementedError
