"""Wrong ways to prepare images."""

import numpy as np
import tensorflow as tf


def right_normalise(x):
    return tf.cast(x, tf.float32) / 255.0


def right_flatten(x):
    return tf.reshape(x, [-1, 28 * 28])


def normalise__256(x):
    """divided by 256

    There are 256 gray values, but the largest is 255, and it is to become 1.
    """
    return tf.cast(x, tf.float32) / 256.0


def normalise__own_largest(x):
    """divided by the largest value in sight

    The same gray then means something else in another image. Divide by 255, the largest
    possible value.
    """
    return tf.cast(x, tf.float32) / tf.cast(tf.reduce_max(x), tf.float32)


def normalise__whole(x):
    """divided as whole numbers

    Everything below 255 has become 0. Make decimal numbers of the values first, then
    divide.
    """
    return tf.cast(x // 255, tf.float32)


def normalise__double(x):
    """float64 instead of float32

    numpy divides in float64. The model's Variables are float32, and the two cannot be
    multiplied.
    """
    return x / 255.0


def normalise__only_cast(x):
    """not divided

    The dtype is right, the values still reach 255.
    """
    return tf.cast(x, tf.float32)


def normalise__standardised(x):
    """mean 0 and deviation 1

    That is another way to normalise. Here 0 stays 0, and 255 becomes 1.
    """
    values = tf.cast(x, tf.float32)
    return (values - tf.reduce_mean(values)) / tf.math.reduce_std(values)


def normalise__in_place(x):
    """the array that was given is overwritten

    Your function writes into x, so whoever called it has lost the images. Make a new
    tensor.
    """
    result = x.astype("float32") / np.float32(255)
    x[:] = 0
    return result


def one_hot__from_one(y, depth=10):
    """counted from 1

    The digit 0 has no place, and every 1 stands one place too far to the left. The digits
    run from 0 to 9.
    """
    return tf.one_hot(tf.cast(y, tf.int32) - 1, depth)


def one_hot__own_depth(y, depth=10):
    """as many columns as the largest digit wants

    Without the largest digit there are too few columns. The number of classes is depth,
    whatever y holds.
    """
    return tf.one_hot(y, int(np.max(y)) + 1)


def one_hot__always_ten(y, depth=10):
    """always ten columns

    10 is only the default. Use depth.
    """
    return tf.one_hot(y, 10)


def one_hot__whole(y, depth=10):
    """whole numbers instead of float32

    The ones and zeros are to be multiplied with logarithms of probabilities: float32.
    """
    return tf.one_hot(y, depth, dtype=tf.int32)


def one_hot__columns(y, depth=10):
    """a column for each example instead of a row

    Your result is (depth, n). Examples come first everywhere in this workshop.
    """
    return tf.one_hot(y, depth, axis=0)


def one_hot__cold(y, depth=10):
    """zeros and ones are swapped

    There is to be a single 1 in each row.
    """
    return 1.0 - tf.one_hot(y, depth)


def flatten__columns_first(x):
    """the columns of an image instead of its lines

    Your row goes down the image before it goes across. A plain reshape reads line by line.
    """
    return tf.reshape(tf.transpose(x, [0, 2, 1]), [-1, 784])


def flatten__one_row(x):
    """all images in a single row

    Each image is to have a row of its own: the number of images is the first axis.
    """
    return tf.reshape(x, [-1])


def flatten__pixels_first(x):
    """a row for each pixel instead of each image

    Your result is (784, n). Examples come first.
    """
    return tf.transpose(tf.reshape(x, [-1, 784]))


def flatten__squeezed(x):
    """a single image loses its axis

    With n = 1 the result is to be (1, 784). squeeze removes every axis of length 1.
    """
    return tf.squeeze(tf.reshape(x, [-1, 784]))


def flatten__two_images(x):
    """the number of images is typed in

    It works for one number of images only. -1 in reshape stands for what is left over.
    """
    return tf.reshape(x, [2, 784])


def preprocess__digits(x, y):
    """the labels stay digits

    y is to be one-hot as well.
    """
    return right_flatten(right_normalise(x)), y


def preprocess__not_normalised(x, y):
    """the images are not normalised

    They are flattened, but their values still reach 255.
    """
    return tf.cast(right_flatten(x), tf.float32), tf.one_hot(y, 10)


def preprocess__not_flattened(x, y):
    """the images are not flattened

    They are normalised, but still (n, 28, 28).
    """
    return right_normalise(x), tf.one_hot(y, 10)


def preprocess__swapped(x, y):
    """labels before images

    The order is x, y.
    """
    return tf.one_hot(y, 10), right_flatten(right_normalise(x))


def preprocess__images_only(x, y):
    """only the images come back

    Return both, separated by a comma.
    """
    return right_flatten(right_normalise(x))
