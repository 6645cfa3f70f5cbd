"""Wrong ways to the first tensors."""

import numpy as np
import tensorflow as tf


def make_tensor__list():
    """a Python list instead of a tensor

    A list cannot be computed with. tf.constant or tf.convert_to_tensor makes a tensor of
    it.
    """
    return [1, 2, 3, 4]


def make_tensor__array():
    """a numpy array instead of a tensor

    numpy and TensorFlow look alike, but only tensors can be differentiated. Convert it.
    """
    return np.array([1, 2, 3, 4], "int32")


def make_tensor__float():
    """decimal numbers instead of whole ones

    A point behind one of the numbers, or a dtype, makes all of them float32.
    """
    return tf.constant([1.0, 2.0, 3.0, 4.0])


def make_tensor__from_zero():
    """counted from 0

    range starts at 0 when nothing else is said. The tensor is to begin with 1.
    """
    return tf.range(4)


def make_tensor__variable():
    """a Variable instead of a tensor

    A Variable is for what changes in training. Here a plain tensor is wanted.
    """
    return tf.Variable([1, 2, 3, 4])


def affine__float(x):
    """always float32

    Whole numbers came back as decimal ones. 2 and 1 without a point, and no cast, keep
    the dtype of x.
    """
    return 2.0 * tf.cast(x, tf.float32) + 1.0


def affine__bracket(x):
    """2(x + 1) instead of 2x + 1

    Multiply first, then add.
    """
    return 2 * (x + 1)


def affine__square(x):
    """the square of x instead of its double

    One star multiplies, two stars raise to a power.
    """
    return x**2 + 1


def affine__numpy(x):
    """a numpy array instead of a tensor

    .numpy() leaves TensorFlow. Compute with x itself.
    """
    return 2 * x.numpy() + 1


def affine__flat(x):
    """always one axis

    The result has another shape than x. Arithmetic keeps the shape by itself; no reshape
    and no loop is needed.
    """
    return tf.reshape(2 * x + 1, [-1])


def second_row__third(matrix):
    """the row with the index 2

    Counting begins at 0, so the index of the second row is not 2.
    """
    return matrix[2]


def second_row__column(matrix):
    """the second column instead of the second row

    In matrix[i, j] the first index chooses the row.
    """
    return matrix[:, 1]


def second_row__matrix(matrix):
    """a matrix of one row

    1:2 keeps the axis, so the shape is (1, c). With a number as index the axis goes.
    """
    return matrix[1:2]


def second_row__first(matrix):
    """the first row

    The index 0 is the first row.
    """
    return matrix[0]


def scalar_sum__vector():
    """a vector of one number

    Brackets make an axis: [1] has the shape (1,), 1 has the shape ().
    """
    return tf.Variable([0]) + tf.constant([1])


def scalar_sum__float():
    """a decimal number

    0 and 1 are whole numbers; 0.0 and 1.0 are not.
    """
    return tf.Variable(0.0) + tf.constant(1.0)


def scalar_sum__variable():
    """a Variable instead of the sum

    The sum of a Variable and a tensor is a new tensor. Return the sum, not the Variable.
    """
    total = tf.Variable(0)
    total.assign_add(1)
    return total


def scalar_sum__python():
    """a number of Python's

    0 + 1 is computed by Python and never is a tensor. Make a Variable and a tensor and
    add those.
    """
    return 0 + 1
