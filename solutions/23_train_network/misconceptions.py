"""Wrong ways to train a network."""

import tensorflow as tf


def crossentropy(y, probabilities):
    return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, probabilities))


def train(model, x, y, lr, steps, loss_of=crossentropy, variables=None):
    """Full-batch training whose parts can be replaced; the mistakes below use it."""
    trained = variables or model.trainable_variables
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        losses.append(loss)
        for variable, gradient in zip(trained, tape.gradient(loss, trained)):
            variable.assign_sub(lr * gradient)
    return losses


def train_network__uphill(model, x, y, lr=0.1, steps=1000):
    """the steps go uphill

    Your losses grow. The gradient points where the loss rises; go the other way.
    """
    return train(model, x, y, -lr, steps)


def train_network__summed(model, x, y, lr=0.1, steps=1000):
    """the sum of the losses instead of their mean

    Your losses grow with the number of examples, and so do the steps, until training
    breaks down. Average over the examples.
    """

    def summed(y, probabilities):
        return tf.reduce_sum(tf.keras.losses.categorical_crossentropy(y, probabilities))

    return train(model, x, y, lr, steps, summed)


def train_network__softmax_again(model, x, y, lr=0.1, steps=1000):
    """softmax is applied to probabilities

    The model gives probabilities already. A loss with from_logits=True, or the one in
    tf.nn, applies softmax once more, and training becomes slow.
    """

    def again(y, probabilities):
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, probabilities))

    return train(model, x, y, lr, steps, again)


def train_network__squared(model, x, y, lr=0.1, steps=1000):
    """the mean squared error instead of crossentropy

    For probabilities of classes the loss is the crossentropy; with squares a model
    learns slowly where it is sure and wrong.
    """
    return train(model, x, y, lr, steps, lambda y, p: tf.reduce_mean((y - p) ** 2))


def train_network__swapped(model, x, y, lr=0.1, steps=1000):
    """labels and predictions are swapped in the loss

    The truth comes first: categorical_crossentropy(y_true, y_pred).
    """
    return train(model, x, y, lr, steps, lambda y, p: crossentropy(p, y))


def train_network__lr_ignored(model, x, y, lr=0.1, steps=1000):
    """the learning rate that is given is ignored

    You always use 0.1, which is only the default. Use lr.
    """
    return train(model, x, y, 0.1, steps)


def train_network__last_layer(model, x, y, lr=0.1, steps=1000):
    """only the last layer is trained

    The first layer stays at random. Take the gradients of all trainable variables.
    """
    return train(model, x, y, lr, steps, variables=model.trainable_variables[2:])


def train_network__no_biases(model, x, y, lr=0.1, steps=1000):
    """the biases are not trained

    Every second entry of trainable_variables is a bias, and each is to be trained.
    """
    return train(model, x, y, lr, steps, variables=model.trainable_variables[::2])


def train_network__loss_after(model, x, y, lr=0.1, steps=1000):
    """losses recorded after the update

    Something has been learnt before your first loss was measured. Write it down first.
    """
    losses = train(model, x, y, lr, steps)
    return [*losses[1:], crossentropy(y, model(x))]


def train_network__every_hundred(model, x, y, lr=0.1, steps=1000):
    """only every hundredth loss is kept

    The article prints every hundredth loss. Here the list has one loss for every step.
    """
    return train(model, x, y, lr, steps)[::100]


def train_network__one_gradient(model, x, y, lr=0.1, steps=1000):
    """the gradients are computed once, before the loop

    Every step goes in the direction of the first one. Compute the gradient anew in each
    step.
    """
    with tf.GradientTape() as tape:
        loss = crossentropy(y, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    losses = []
    for _ in range(steps):
        losses.append(crossentropy(y, model(x)))
        for variable, gradient in zip(model.trainable_variables, gradients):
            variable.assign_sub(lr * gradient)
    return losses


def train_network__not_trained(model, x, y, lr=0.1, steps=1000):
    """the gradients are never applied

    Every loss is the same: the model stays as it was.
    """
    return train(model, x, y, 0.0, steps)
