"""Checks of broadcasting.

What comes back in place is the same Variable when a later change of the one is seen in the
other: `variable.assign(...)` returns an object of its own that shares the content, and is
as good.
"""

import numpy as np

from grader.examination import as_variable, check, close, within


@check("the vector is added to every row", points=2)
def worked_example(subject, rng):
    """Calls add_to_rows with three rows of two numbers."""
    matrix = np.array([[1, 2], [3, 4], [5, 6]], "float32")
    total = subject.add_to_rows(matrix, np.array([10, 20], "float32"))
    return {"sum": close(total.array(shape=(3, 2), kind="tf.Tensor"))}


@check("rows and not columns, integers too", points=2, hidden=True)
def square(subject, rng):
    """Calls add_to_rows with a square matrix, where a vector added to the columns would
    fit as well, and with integers."""
    matrix = rng.normal(size=(3, 3)).astype("float32")
    vector = rng.normal(size=3).astype("float32")
    whole = rng.integers(-9, 10, size=(2, 4)).astype("int32")
    total = subject.add_to_rows(matrix, vector)
    integers = subject.add_to_rows(whole, np.arange(1, 5, dtype="int32"))
    return {
        "square": close(total.array(shape=(3, 3), kind="tf.Tensor")),
        "integers": close(integers.array(shape=(2, 4), dtype="int32")),
    }


@check("the matrix that was given stays as it was", points=2)
def input_untouched(subject, rng):
    """Calls add_to_rows with a Variable and looks at the Variable afterwards. What comes
    back is a tensor of its own."""
    matrix = rng.normal(size=(2, 3)).astype("float32")
    kept = subject.put(as_variable(matrix))
    total = subject.add_to_rows(kept, np.array([1, 2, 3], "float32"))
    return {
        "matrix afterwards": within(subject.read(kept), matrix, atol=0),
        "sum": close(total.array(shape=(2, 3), kind="tf.Tensor")),
    }


@check("in place, the Variable has the new content", points=2)
def changed_in_place(subject, rng):
    """Calls add_to_rows_in_place and looks at the Variable that was given."""
    matrix = rng.normal(size=(3, 3)).astype("float32")
    vector = rng.normal(size=3).astype("float32")
    kept = subject.put(as_variable(matrix))
    subject.add_to_rows_in_place(kept, vector)
    return {"content": within(subject.read(kept), matrix + vector, atol=1e-6)}


@check("in place, the same Variable comes back", points=2, hidden=True)
def same_variable(subject, rng):
    """Changes once more the Variable that was given: the one that you returned has to
    show it, since both are one."""
    matrix = rng.normal(size=(4, 3)).astype("float32")
    later = rng.normal(size=(4, 3)).astype("float32")
    kept = subject.put(as_variable(matrix))
    returned = subject.add_to_rows_in_place(kept, rng.normal(size=3).astype("float32"))
    returned.array(shape=(4, 3), kind="tf.Variable")
    kept.assign(later)
    return {"shows a later change": within(subject.read(returned), later, atol=0)}
