"""With operators, and what assign gives back."""


def add_to_rows(matrix, vec):
    return matrix + vec


def add_to_rows_in_place(variable, vec):
    return variable.assign(variable + vec)
