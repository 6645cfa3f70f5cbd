"""A metric that remembers: the mean of what it was given.

With small batches the loss jumps from step to step, so people look at its mean over many
steps. A metric is an object that collects: it is called with each new value, it gives the
mean of all values so far, and it can be set back to begin anew.

    mean = Mean()
    mean(2.0); mean(4.0); mean(9.0)
    mean.result()         5.0
    mean.reset_state()
    mean(7.0)
    mean.result()         7.0

Nothing has to be kept but the sum and the number of values. Asking for the result changes
nothing. Each metric has its own memory, since a loop uses one for the loss and another one
for the accuracy.

The article calls `reset_states()`, as TensorFlow did in its day; now the name is
`reset_state()`.

Shapes and dtypes
    mean(x)          x is a float32 tensor of shape (); what is returned does not matter
    mean.result()    a number or a tensor of shape ()

Before the first value there is no mean; an exception and 0 are both fine.
"""


class Mean:
    """The mean of the values since the start or the last reset."""

    def __init__(self):
        raise NotImplementedError

    def __call__(self, x):
        """Take in one value."""
        raise NotImplementedError

    def result(self):
        """The mean so far."""
        raise NotImplementedError

    def reset_state(self):
        """Forget all values."""
        raise NotImplementedError
