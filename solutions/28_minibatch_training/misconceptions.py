"""Wrong ways to train with minibatches."""

import tensorflow as tf


def crossentropy(y, probabilities):
    return tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, probabilities))


def train(model, batches, lr, loss_of=crossentropy, variables=None):
    """A step for every batch; the mistakes below use it."""
    trained = variables or model.trainable_variables
    losses = []
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        losses.append(loss)
        for variable, gradient in zip(trained, tape.gradient(loss, trained)):
            variable.assign_sub(lr * gradient)
    return losses


def train_epochs__one_epoch(model, dataset, lr=0.05, epochs=2):
    """only one epoch

    The dataset is walked through once. Do it epochs times.
    """
    return train(model, dataset, lr)


def train_epochs__last_epoch(model, dataset, lr=0.05, epochs=2):
    """only the losses of the last epoch come back

    The list is made anew in each epoch. Make it once, before both loops.
    """
    for _ in range(epochs):
        losses = train(model, dataset, lr)
    return losses


def train_epochs__loss_a_epoch(model, dataset, lr=0.05, epochs=2):
    """one loss for each epoch

    Append the loss in the inner loop: every batch has one.
    """
    return [train(model, dataset, lr)[-1] for _ in range(epochs)]


def train_epochs__first_batch(model, dataset, lr=0.05, epochs=2):
    """only the first batch of each epoch

    Something leaves the inner loop after one step: look at return, break and the
    indentation.
    """
    losses = []
    for _ in range(epochs):
        losses += train(model, dataset.take(1), lr)
    return losses


def train_epochs__step_after_epoch(model, dataset, lr=0.05, epochs=2):
    """one update for each epoch

    The update stands outside the inner loop, so only the last batch changes the model.
    """
    losses = []
    for _ in range(epochs):
        for x, y in dataset:
            with tf.GradientTape() as tape:
                loss = crossentropy(y, model(x))
            losses.append(loss)
            gradients = tape.gradient(loss, model.trainable_variables)
        for variable, gradient in zip(model.trainable_variables, gradients):
            variable.assign_sub(lr * gradient)
    return losses


def train_epochs__uphill(model, dataset, lr=0.05, epochs=2):
    """the steps go uphill

    Your losses grow. The gradient points where the loss rises; go the other way.
    """
    losses = []
    for _ in range(epochs):
        losses += train(model, dataset, -lr)
    return losses


def train_epochs__lr_ignored(model, dataset, lr=0.05, epochs=2):
    """the learning rate that is given is ignored

    You always use 0.05, which is only the default. Use lr.
    """
    losses = []
    for _ in range(epochs):
        losses += train(model, dataset, 0.05)
    return losses


def train_epochs__two_epochs(model, dataset, lr=0.05, epochs=2):
    """always two epochs

    2 is only the default. Use epochs.
    """
    return train(model, dataset, lr) + train(model, dataset, lr)


def train_epochs__summed(model, dataset, lr=0.05, epochs=2):
    """the sum of the losses instead of their mean

    Your losses depend on the size of the batch, and so do the steps. Average over the
    batch.
    """

    def summed(y, p):
        return tf.reduce_sum(tf.keras.losses.sparse_categorical_crossentropy(y, p))

    losses = []
    for _ in range(epochs):
        losses += train(model, dataset, lr, summed)
    return losses


def train_epochs__softmax_again(model, dataset, lr=0.05, epochs=2):
    """softmax is applied to probabilities

    The model gives probabilities already, so from_logits has to be False.
    """

    def again(y, p):
        return tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(y, tf.int64), p)
        )

    losses = []
    for _ in range(epochs):
        losses += train(model, dataset, lr, again)
    return losses


def train_epochs__last_layer(model, dataset, lr=0.05, epochs=2):
    """only the last layer is trained

    The first layer stays at random. Take the gradients of all trainable variables.
    """
    losses = []
    for _ in range(epochs):
        losses += train(model, dataset, lr, variables=model.trainable_variables[2:])
    return losses


def train_epochs__loss_after(model, dataset, lr=0.05, epochs=2):
    """losses recorded after the update

    Your loss is computed once more when the step is done. Write down the one that the
    gradients were taken of.
    """
    losses = []
    for _ in range(epochs):
        for x, y in dataset:
            train(model, [(x, y)], lr)
            losses.append(crossentropy(y, model(x)))
    return losses


def train_epochs__dense_labels(model, dataset, lr=0.05, epochs=2):
    """the loss for one-hot labels

    categorical_crossentropy wants one-hot rows. The labels here are digits, for which
    there is the sparse one.
    """
    losses = []
    for _ in range(epochs):
        losses += train(
            model,
            dataset,
            lr,
            lambda y, p: tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, p)),
        )
    return losses
