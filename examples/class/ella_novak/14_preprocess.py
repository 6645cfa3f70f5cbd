"""From images to numbers that a model can learn from.

MNIST comes as gray values from 0 to 255 in squares of 28 by 28, and as digits. A linear
model wants one row of numbers for each image, of moderate size; and a classifier that gives
ten probabilities wants to be compared with ten numbers. So three things are done.

    normalise    gray values become float32 between 0 and 1: divide by 255, the largest
                 possible value, whatever the largest one in the data happens to be
    flatten      each image becomes one row, its lines one after the other
    one_hot      each digit becomes a row of zeros with a 1 at the digit's place

`preprocess` does all of it. A digit is no size, 8 is not twice 4, and 3 is not between 2
and 4 in any way that matters here; that is why it is not used as a number.

Shapes and dtypes
    x                      uint8 numpy array (n, 28, 28), as load_data gives it
    y                      uint8 numpy array (n,), digits from 0 to 9
    normalise(x)           float32, the same shape
    one_hot(y, depth=10)   float32 (n, depth)
    flatten(x)             (n, 784), the values unchanged
    preprocess(x, y)       (x, y): float32 (n, 784) between 0 and 1, and float32 (n, 10)

The arrays that were given stay as they are: whoever calls may need them once more. There
may be a single image (n = 1); the result then still has two axes.

Example
    one_hot([2, 0], depth=3) gives [[0, 0, 1], [1, 0, 0]]
    normalise([0, 51, 255])  gives [0.0, 0.2, 1.0]

The article speaks of digits from 1 to 9 and of nine classes. There are ten, from 0 to 9,
and a digit that does not occur in y has its column nevertheless.
"""

import tensorflow as tf


def normalise(x):
    """Gray values from 0 to 255 as float32 between 0 and 1."""
    raise NotImplementedError


def one_hot(y, depth=10):
    """A row of zeros with a single 1 for each label."""
    raise NotImplementedError


def flatten(x):
    """Each image as one row."""
    raise NotImplementedError


def preprocess(x, y):
    """Normalised and flattened images, one-hot labels."""
    raise NotImplementedError
