"""A model: the line as an object that knows its parameters.

A function for the line needs m and b at every call, and training has to carry both along.
An object can keep them: it is made once, it is called with x, and training changes what
is inside.

    model = Linear()
    model(x)                      m x + b, with the m and b that it has now
    model.m.assign(3.5)           from now on the line is steeper
    model.trainable_variables     [m, b], for whoever trains the model

`trainable_variables` is what lets one training loop serve every model: it asks for the
gradients of all of them and changes each, without knowing their names. So the Variables
themselves have to be in it, in the order m, b.

An object can be called like a function when its class has a method `__call__`.

Shapes and dtypes
    model.m, model.b    float32 Variables of shape (), 1.0 and 0.0 at the start
    x                   float32 tensor (n,)
    model(x)            float32 (n,)

Example
    A new model gives x back: Linear()([1, 2]) is [1, 2]. After m.assign(3.0) and
    b.assign(-1.0) it is [2, 5].
"""

import tensorflow as tf


class Linear:
    """The line m x + b, which starts as y = x."""

    def __init__(self):
        raise NotImplementedError

    def __call__(self, x):
        """The line at every x."""
        raise NotImplementedError
