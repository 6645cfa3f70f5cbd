"""Wrong ways to the categorical crossentropy."""

import tensorflow as tf


def categorical_crossentropy__sign(y_true, y_pred):
    """the minus sign is missing

    The logarithm of a probability is never positive, so your losses are negative, and
    training would make the model worse. A good loss is 0 at best.
    """
    return tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1)


def categorical_crossentropy__mean(y_true, y_pred):
    """the mean over the batch is taken already

    The result is one number. It is to be one loss an example; who calls the function
    decides whether to average.
    """
    return tf.reduce_mean(-tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1))


def categorical_crossentropy__total(y_true, y_pred):
    """everything is added up to one number

    A sum without an axis runs over examples and classes alike. Only the classes of one
    example belong together.
    """
    return -tf.reduce_sum(y_true * tf.math.log(y_pred))


def categorical_crossentropy__axis(y_true, y_pred):
    """summed over the examples instead of the classes

    Your result has one number a class. In a table of shape (n, k), the classes of one
    example lie along axis 1.
    """
    return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=0)


def categorical_crossentropy__mean_of_classes(y_true, y_pred):
    """the mean over the classes instead of the sum

    Your losses are too small by a factor of k. One term of each row is not zero; it
    must not be divided by the number of classes.
    """
    return -tf.reduce_mean(y_true * tf.math.log(y_pred), axis=1)


def categorical_crossentropy__base_two(y_true, y_pred):
    """the logarithm to base 2

    Your losses are too large by a factor of 1.4427, which is 1 / log 2. The formula
    means the natural logarithm.
    """
    return -tf.reduce_sum(y_true * tf.math.log(y_pred) / tf.math.log(2.0), axis=1)


def categorical_crossentropy__swapped(y_true, y_pred):
    """truth and prediction are swapped

    You take the logarithm of the labels, and the logarithm of 0 is minus infinity. The
    logarithm belongs to the prediction.
    """
    return -tf.reduce_sum(y_pred * tf.math.log(y_true), axis=1)


def categorical_crossentropy__softmax_inside(y_true, y_pred):
    """a softmax is applied to the probabilities

    y_pred holds probabilities already; as if they were logits they go through softmax a
    second time and all come out nearly equal.
    """
    return -tf.reduce_sum(y_true * tf.math.log(tf.nn.softmax(y_pred)), axis=1)


def categorical_crossentropy__epsilon(y_true, y_pred):
    """too large a number is added inside the logarithm

    Adding something small keeps the logarithm finite, but 0.001 is not small beside a
    probability of 0.002. Here probabilities are never 0, so nothing is needed.
    """
    return -tf.reduce_sum(y_true * tf.math.log(y_pred + 1e-3), axis=1)


def categorical_crossentropy__no_log(y_true, y_pred):
    """the probability itself, without the logarithm

    You add up the probabilities of the right classes with a minus. Close, but a miss
    must hurt more the surer the model was: that is what the logarithm does.
    """
    return -tf.reduce_sum(y_true * y_pred, axis=1)


def categorical_crossentropy__numpy(y_true, y_pred):
    """the right numbers, cut off from their gradient

    The values are right, but they went through numpy, where TensorFlow cannot follow
    them. Training needs the gradient: use TensorFlow's functions all the way.
    """
    return tf.constant(-tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1).numpy())


def categorical_crossentropy__overwrites(y_true, y_pred):
    """the inputs are overwritten

    After the call the probabilities are no longer what they were. Make a new tensor and
    leave what you were given alone.
    """
    result = -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1)
    if isinstance(y_pred, tf.Variable):
        y_pred.assign(tf.math.log(y_pred))
    return result
