"""Data for a line: points that lie near it, but not on it.

The next steps fit a line to data. To see whether a fit is good one has to know the truth,
so we make the data ourselves: a line, and a random error for every point. This is called
a simulation, and the random part noise.

    make_x()                  the numbers 1.0, 1.1, 1.2, ... , 4.9
    y = m x + b + e           e is drawn uniformly from [-noise, noise)

Uniform means that every value in the interval is equally probable. Each point has an
error of its own, so there are as many draws as points; one draw for all would only shift
the line. And each call draws anew: with a seed fixed inside the function, all simulations
would be the same.

Shapes and dtypes
    make_x()         float32 tensor (40,); 5.0 is not in it
    x                float32 tensor (n,), any n
    m, b, noise      Python numbers: slope, intercept, and the largest possible error
    simulate(...)    float32 (n,)

Example
    simulate of [1, 2, 3] may give [2.1, 6.6, 8.7]: the line gives 2.5, 6 and 9.5, and the
    errors were -0.4, 0.6 and -0.8. The next call gives other numbers.
"""

import tensorflow as tf


def make_x():
    """The 40 numbers from 1.0 to 4.9 in steps of 0.1."""
    # BEGIN SOLUTION
    return tf.range(1.0, 5.0, 0.1)
    # END SOLUTION


def simulate(x, m=3.5, b=-1.0, noise=1.0):
    """The line at every x, with an error of its own for each."""
    # BEGIN SOLUTION
    return m * x + b + tf.random.uniform(x.shape, -noise, noise)
    # END SOLUTION
