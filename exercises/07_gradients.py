"""Gradients: which way is downhill?

The loss of the line y_pred = m * x + b on n points is the mean squared error

    L(m, b) = mean((y - y_pred) ** 2)

Its gradient says how L changes when m or b is made a little larger:

    dL/dm = mean(-2 * x * (y - y_pred))        dL/db = mean(-2 * (y - y_pred))

TensorFlow finds both by itself: a `tf.GradientTape` records what is computed inside its
`with` block, and afterwards `tape.gradient(loss, [m, b])` walks the record backwards. Two
things make it return None: a computation that took place outside the block, and a
parameter that the tape did not watch. Variables are watched by themselves. Here m and b
arrive as plain tensors, so the tape has to be told: `tape.watch([m, b])`, before they are
used.

Shapes and dtypes
    x, y     float32 tensors of shape (n,)
    m, b     float32 tensors of shape ()
    result   [dL/dm, dL/db], two numbers or scalar tensors

Example
    x = [0, 1, 2, 4], y = [1, 3, 4, 6], m = 1 and b = 0 give [-7, -3.5]: both parameters
    are too small, and m matters more.

The tape or the formula: both are right.
"""

import tensorflow as tf


def gradients(x, y, m, b):
    """The gradient of the mean squared error by m and by b."""
    raise NotImplementedError
