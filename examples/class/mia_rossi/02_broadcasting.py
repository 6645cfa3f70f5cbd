import tensorflow as tf


def add_to_rows(matrix, vec):
    return matrix + vec


def add_to_rows_in_place(variable, vec):
    variable = variable + vec
    return variable
