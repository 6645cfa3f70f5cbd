"""Wrong answers to the questions about MNIST."""

import numpy as np


def image_shape__whole(x):
    """the shape of the whole array

    The first of the three numbers counts images. An image alone has two axes.
    """
    return x.shape


def image_shape__typed_in(x):
    """a typed-in answer instead of a look at the data

    (28, 28) is right for MNIST and wrong for other data sets. Ask the argument.
    """
    return (28, 28)


def image_shape__first_axes(x):
    """the number of images is taken for the height

    Axis 0 of the array runs over the images, so it says nothing about their size.
    """
    return x.shape[:2]


def image_shape__swapped(x):
    """width and height are swapped

    On square images you cannot see it. Axis 1 holds the rows, so the height comes first.
    """
    return x.shape[2], x.shape[1]


def image_count__typed_in(x):
    """60000 typed in

    That is right for MNIST's training set and wrong for other arrays. Ask the
    argument.
    """
    return 60000


def image_count__pixels(x):
    """pixels are counted instead of images

    Every image holds many numbers. Which axis runs over the images?
    """
    return x.size


def image_count__height(x):
    """the height is taken for the number of images

    shape[1] is the height of an image. Which axis runs over the images?
    """
    return x.shape[1]


def class_counts__typed_in(y):
    """the counts of MNIST typed in

    The numbers are right for MNIST, but they do not come from the argument.
    """
    return [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def class_counts__only_present(y):
    """absent classes are left out

    Where a class does not occur its 0 is missing, and all later numbers slip forward.
    There are always ten classes.
    """
    return np.unique(y, return_counts=True)[1]


def class_counts__too_short(y):
    """the counts end at the largest label that occurs

    bincount stops at the largest label. It has an argument for a minimum length.
    """
    return np.bincount(y)


def class_counts__one_to_nine(y):
    """digits 1 to 9 only

    The article says the digits run from 1 to 9, and forgets the zeros. There are ten
    classes.
    """
    return [int(np.sum(y == digit)) for digit in range(1, 10)]


def class_counts__shares(y):
    """shares instead of counts

    You divide by the number of labels. The question is how many, not what part.
    """
    return np.bincount(y, minlength=10) / len(y)


def class_counts__sums(y):
    """the labels are added up instead of counted

    Seven labels of 3 are seven, not twenty-one.
    """
    return np.bincount(y, minlength=10) * np.arange(10)


def dtypes__typed_in(x, y):
    """uint8 typed in

    That is right for MNIST and wrong for other arrays. An array knows its dtype.
    """
    return "uint8", "uint8"


def dtypes__types(x, y):
    """the type of the container instead of its numbers

    Both are numpy arrays, that is their type. The question is what kind of numbers
    they hold.
    """
    return type(x).__name__, type(y).__name__


def dtypes__same(x, y):
    """the dtype of the images twice

    Images and labels are two arrays and may differ. Look at both.
    """
    return x.dtype, x.dtype
