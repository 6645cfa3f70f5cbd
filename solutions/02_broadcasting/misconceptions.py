"""Wrong ways to add a vector to rows."""

import tensorflow as tf


def add_to_rows__columns(matrix, vec):
    """the vector is added to the columns

    Each number of vec went to a whole row. Shapes are lined up from the right, so a
    vector of shape (c,) needs no new axis to meet the columns.
    """
    return tf.convert_to_tensor(matrix) + tf.expand_dims(vec, axis=1)


def add_to_rows__first_row(matrix, vec):
    """only the first row is changed

    The other rows came back as they were. Broadcasting uses the vector for all rows
    without any index.
    """
    rows = tf.convert_to_tensor(matrix)
    return tf.concat([rows[:1] + vec, rows[1:]], axis=0)


def add_to_rows__changes_input(matrix, vec):
    """the matrix that was given is changed

    A Variable that is passed to this function must be the same afterwards. Compute a
    new tensor; assigning is for the other function.
    """
    if isinstance(matrix, tf.Variable):
        return tf.identity(matrix.assign(matrix + vec))
    return matrix + vec


def add_to_rows__numpy(matrix, vec):
    """a numpy array instead of a tensor

    The numbers are right, but they left TensorFlow. Add the tensors themselves, with no
    detour through numpy.
    """
    return matrix.numpy() + vec.numpy()


def add_to_rows__multiplied(matrix, vec):
    """multiplied instead of added

    The shapes broadcast in the same way, but the vector is to be added.
    """
    return tf.convert_to_tensor(matrix) * vec


def add_to_rows__variable(matrix, vec):
    """a Variable instead of a tensor

    The result is a new Variable. What is computed from tensors is a tensor; nothing
    has to be wrapped.
    """
    return tf.Variable(tf.convert_to_tensor(matrix) + vec)


def add_to_rows_in_place__new_tensor(variable, vec):
    """a new tensor, and the Variable stays as it was

    variable + vec makes something new. A Variable changes only through one of its own
    methods.
    """
    return variable + vec


def add_to_rows_in_place__new_variable(variable, vec):
    """a new Variable, and the one given stays as it was

    Making a second Variable leaves the first alone. Whoever holds the first one has
    to see the change.
    """
    return tf.Variable(variable + vec)


def add_to_rows_in_place__copy_returned(variable, vec):
    """the Variable is changed, but a copy comes back

    The content is right, but what you return is another Variable. Return the one that
    you were given.
    """
    variable.assign(variable + vec)
    return tf.Variable(variable)


def add_to_rows_in_place__nothing_returned(variable, vec):
    """the Variable is changed, but nothing comes back

    The content is right. The line that gives the Variable back is missing.
    """
    variable.assign(variable + vec)


def add_to_rows_in_place__columns(variable, vec):
    """in place, the vector is added to the columns

    Each number of vec went to a whole row of the Variable. Line the shapes up from the
    right.
    """
    return variable.assign(variable + tf.expand_dims(vec, axis=1))
