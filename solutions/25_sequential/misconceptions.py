"""Wrong ways to make and to train a sequential model."""

import tensorflow as tf

Dense = tf.keras.layers.Dense


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


def sequential(*layers):
    return tf.keras.Sequential(list(layers))


def make_sequential__no_relu():
    """no relu between the layers

    Dense does nothing after its sum when no activation is named. Two such layers are only
    one.
    """
    return sequential(Dense(50), Dense(10, activation="softmax"))


def make_sequential__no_softmax():
    """logits instead of probabilities

    Your rows do not add up to 1. The last layer needs softmax.
    """
    return sequential(Dense(50, activation="relu"), Dense(10))


def make_sequential__relu_at_the_end():
    """relu after the last layer as well

    It makes all negative logits equal before softmax. relu belongs between the layers.
    """
    return sequential(
        Dense(50, activation="relu"),
        Dense(10, activation="relu"),
        tf.keras.layers.Softmax(),
    )


def make_sequential__softmax_twice():
    """softmax is applied twice

    The last layer has it as its activation, and a layer after it applies it once more.
    """
    return sequential(
        Dense(50, activation="relu"),
        Dense(10, activation="softmax"),
        tf.keras.layers.Softmax(),
    )


def make_sequential__sigmoid():
    """sigmoid instead of relu

    It learns as well, but slowly. relu is asked for.
    """
    return sequential(Dense(50, activation="sigmoid"), Dense(10, activation="softmax"))


def make_sequential__one_hidden_unit_a_class():
    """ten hidden units

    The hidden layer has 50 units.
    """
    return sequential(Dense(10, activation="relu"), Dense(10, activation="softmax"))


def make_sequential__three_layers():
    """a layer too many

    One hidden layer of 50 units is enough here: two Dense layers in all.
    """
    return sequential(
        Dense(50, activation="relu"),
        Dense(50, activation="relu"),
        Dense(10, activation="softmax"),
    )


ONE_FOR_ALL = []


def make_sequential__one_model():
    """the same model every time

    A model that is made outside the function keeps what it has learnt. Make a new one at
    each call.
    """
    if not ONE_FOR_ALL:
        ONE_FOR_ALL.append(
            sequential(Dense(50, activation="relu"), Dense(10, activation="softmax"))
        )
    return ONE_FOR_ALL[0]


def train_sequential__uphill(model, x, y, lr=0.05, steps=1000):
    """the steps go uphill

    Your losses grow. The gradient points where the loss rises; go the other way.
    """
    return train(model, x, y, -lr, steps)


def train_sequential__summed(model, x, y, lr=0.05, steps=1000):
    """the sum of the losses instead of their mean

    Your losses grow with the number of examples, and so do the steps, until training
    breaks down. Average over the examples.
    """

    def summed(y, probabilities):
        return tf.reduce_sum(tf.keras.losses.categorical_crossentropy(y, probabilities))

    return train(model, x, y, lr, steps, summed)


def train_sequential__softmax_again(model, x, y, lr=0.05, steps=1000):
    """softmax is applied to probabilities

    The model gives probabilities already. A loss with from_logits=True, or the one in
    tf.nn, applies softmax once more, and training becomes slow.
    """

    def again(y, probabilities):
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, probabilities))

    return train(model, x, y, lr, steps, again)


def train_sequential__squared(model, x, y, lr=0.05, steps=1000):
    """the mean squared error instead of crossentropy

    For probabilities of classes the loss is the crossentropy; with squares a model
    learns slowly where it is sure and wrong.
    """
    return train(model, x, y, lr, steps, lambda y, p: tf.reduce_mean((y - p) ** 2))


def train_sequential__swapped(model, x, y, lr=0.05, steps=1000):
    """labels and predictions are swapped in the loss

    The truth comes first: categorical_crossentropy(y_true, y_pred).
    """
    return train(model, x, y, lr, steps, lambda y, p: crossentropy(p, y))


def train_sequential__lr_ignored(model, x, y, lr=0.05, steps=1000):
    """the learning rate that is given is ignored

    You always use 0.05, which is only the default. Use lr.
    """
    return train(model, x, y, 0.05, steps)


def train_sequential__last_layer(model, x, y, lr=0.05, steps=1000):
    """only the last layer is trained

    The first layer stays at random. Take the gradients of all trainable variables.
    """
    return train(model, x, y, lr, steps, variables=model.trainable_variables[2:])


def train_sequential__no_biases(model, x, y, lr=0.05, steps=1000):
    """the biases are not trained

    Every second entry of trainable_variables is a bias, and each is to be trained.
    """
    return train(model, x, y, lr, steps, variables=model.trainable_variables[::2])


def train_sequential__loss_after(model, x, y, lr=0.05, steps=1000):
    """losses recorded after the update

    Something has been learnt before your first loss was measured. Write it down first.
    """
    losses = train(model, x, y, lr, steps)
    return [*losses[1:], crossentropy(y, model(x))]


def train_sequential__every_hundred(model, x, y, lr=0.05, steps=1000):
    """only every hundredth loss is kept

    The article prints every hundredth loss. Here the list has one loss for every step.
    """
    return train(model, x, y, lr, steps)[::100]


def train_sequential__one_gradient(model, x, y, lr=0.05, steps=1000):
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


def train_sequential__not_trained(model, x, y, lr=0.05, steps=1000):
    """the gradients are never applied

    Every loss is the same: the model stays as it was.
    """
    return train(model, x, y, 0.0, steps)
