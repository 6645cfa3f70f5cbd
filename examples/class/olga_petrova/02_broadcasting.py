"""Row by row, each row assigned by itself, with a demo at top level."""

import tensorflow as tf


def add_to_rows(matrix, vec):
    return tf.stack([row + vec for row in tf.unstack(tf.convert_to_tensor(matrix))])


def add_to_rows_in_place(variable, vec):
    for i in range(variable.shape[0]):
        variable[i].assign(variable[i] + vec)
    return variable


v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
print(add_to_rows_in_place(v, tf.constant([10.0, 20.0])))
