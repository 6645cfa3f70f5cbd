"""Wrong ways to evaluate a model."""

import tensorflow as tf


def right_loss(y, logits):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, logits))


def right_accuracy(y, predicted, axis=1):
    hits = tf.argmax(predicted, axis=axis) == tf.argmax(y, axis=axis)
    return tf.reduce_mean(tf.cast(hits, tf.float32))


def evaluate__swapped(model, x, y):
    """accuracy before loss

    The order is loss, accuracy.
    """
    logits = model(x)
    return right_accuracy(y, logits), right_loss(y, logits)


def evaluate__no_softmax(model, x, y):
    """the crossentropy of logits

    The logarithm of a negative number does not exist, and logits are negative at times.
    Softmax makes probabilities of them.
    """
    logits = model(x)
    loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(logits), axis=1))
    return loss, right_accuracy(y, logits)


def evaluate__softmax_twice(model, x, y):
    """softmax is applied twice

    The loss function that you call applies softmax itself, and it is given probabilities.
    """
    logits = model(x)
    return right_loss(y, tf.nn.softmax(logits)), right_accuracy(y, logits)


def evaluate__summed(model, x, y):
    """the sum of the losses instead of their mean

    Your loss grows with the number of examples.
    """
    logits = model(x)
    loss = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(y, logits))
    return loss, right_accuracy(y, logits)


def evaluate__each_loss(model, x, y):
    """a loss for each example

    One number is wanted: the mean over the examples.
    """
    logits = model(x)
    losses = tf.nn.softmax_cross_entropy_with_logits(y, logits)
    return losses, right_accuracy(y, logits)


def evaluate__mean_of_all(model, x, y):
    """the mean over examples and classes

    Your loss is too small: it is divided by the number of classes as well. Sum over the
    classes, then average over the examples.
    """
    logits = model(x)
    loss = -tf.reduce_mean(y * tf.nn.log_softmax(logits))
    return loss, right_accuracy(y, logits)


def evaluate__percent(model, x, y):
    """the accuracy in percent

    The accuracy is a share, between 0 and 1.
    """
    logits = model(x)
    return right_loss(y, logits), 100 * right_accuracy(y, logits)


def evaluate__count(model, x, y):
    """the number of right answers

    Divide by the number of examples.
    """
    logits = model(x)
    hits = tf.argmax(logits, axis=1) == tf.argmax(y, axis=1)
    return right_loss(y, logits), tf.reduce_sum(tf.cast(hits, tf.float32))


def evaluate__error_rate(model, x, y):
    """the share of wrong answers

    You count the mistakes. Count the others.
    """
    logits = model(x)
    return right_loss(y, logits), 1 - right_accuracy(y, logits)


def evaluate__wrong_axis(model, x, y):
    """the largest of each column

    argmax with axis=0 looks for the most certain example of each class. Look for the most
    probable class of each example.
    """
    logits = model(x)
    return right_loss(y, logits), right_accuracy(y, logits, axis=0)


def evaluate__softmax_over_examples(model, x, y):
    """softmax over the examples

    The probabilities of one example add up to 1: softmax goes along its row.
    """
    probabilities = tf.nn.softmax(model(x), axis=0)
    loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(probabilities), axis=1))
    return loss, right_accuracy(y, probabilities)


def evaluate__squared(model, x, y):
    """the mean squared error instead of crossentropy

    For probabilities of classes the loss is the crossentropy.
    """
    logits = model(x)
    loss = tf.reduce_mean((y - tf.nn.softmax(logits)) ** 2)
    return loss, right_accuracy(y, logits)


def evaluate__trains(model, x, y):
    """the model is trained while it is evaluated

    Your function changes the model. Test examples must never be used for training.
    """
    with tf.GradientTape() as tape:
        loss = right_loss(y, model(x))
    accuracy = right_accuracy(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    for variable, gradient in zip(model.trainable_variables, gradients):
        variable.assign_sub(0.1 * gradient)
    return loss, accuracy
