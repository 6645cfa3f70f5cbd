"""MNIST: look at the data first.

MNIST holds images of handwritten digits, 0 to 9, so there are ten classes. (An
article that you may be reading says 1 to 9.) Before you train anything on data, ask it
four questions: how large is an image, how many images are there, how many of each
class, and what type are the numbers?

`tf.keras.datasets.mnist.load_data()` gives numpy arrays. Your functions get such arrays
as arguments, and not always those of MNIST: answer from the arguments, do not type
numbers in.

Shapes and dtypes
    x   uint8 array of shape (n, height, width), gray values 0 to 255
    y   uint8 array of shape (n,), the class of each image

    image_shape(x)     (height, width)
    image_count(x)     n
    class_counts(y)    ten whole numbers: how many 0s, how many 1s, ..., how many 9s;
                       a class that does not occur counts 0
    dtypes(x, y)       the dtypes of x and y, as objects or as text

Example
    y = [1, 1, 3] has the class counts [0, 2, 0, 1, 0, 0, 0, 0, 0, 0].
    For MNIST's training set the answers are (28, 28), 60000, [5923, 6742, ...] and
    ("uint8", "uint8").

You may use numpy and TensorFlow.
"""

import numpy as np


def image_shape(x):
    """(height, width) of one image."""
    raise NotImplementedError


def image_count(x):
    """How many images there are."""
    raise NotImplementedError


def class_counts(y):
    """How often each of the ten classes occurs, classes 0 to 9 in order."""
    raise NotImplementedError


def dtypes(x, y):
    """The dtypes of the images and of the labels."""
    raise NotImplementedError
