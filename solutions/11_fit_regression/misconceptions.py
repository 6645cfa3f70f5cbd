"""Wrong ways to write the training loop."""

import tensorflow as tf


def train(model, x, y, steps, apply, loss_of=None, variables=None):
    """A loop whose parts can be replaced; the mistakes below use it."""
    trained = variables or model.trainable_variables
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(model(x)) if loss_of else tf.reduce_mean((y - model(x)) ** 2)
        losses.append(loss)
        apply(list(zip(tape.gradient(loss, trained), trained)))
    return losses


def fit_regression__own_steps(model, optimizer, x, y, steps=100):
    """the optimizer is not used

    You move the Variables yourself, with a learning rate of your own. Leave it to
    optimizer.apply_gradients.
    """

    def apply(pairs):
        for gradient, variable in pairs:
            variable.assign_sub(0.05 * gradient)

    return train(model, x, y, steps, apply)


def fit_regression__its_rate(model, optimizer, x, y, steps=100):
    """only the optimizer's learning rate is used

    You take the learning rate out of the optimizer and move the Variables yourself. Not
    every optimizer has one; every optimizer has apply_gradients.
    """

    def apply(pairs):
        for gradient, variable in pairs:
            variable.assign_sub(optimizer.learning_rate * gradient)

    return train(model, x, y, steps, apply)


def fit_regression__swapped_pairs(model, optimizer, x, y, steps=100):
    """pairs of variable and gradient

    apply_gradients takes the gradient first, then its Variable.
    """

    def apply(pairs):
        optimizer.apply_gradients([(variable, gradient) for gradient, variable in pairs])

    return train(model, x, y, steps, apply)


def fit_regression__uphill(model, optimizer, x, y, steps=100):
    """the steps go uphill

    Your losses grow. The optimizer subtracts the gradient itself, so give it the gradient
    of the loss and not its opposite.
    """

    def apply(pairs):
        optimizer.apply_gradients([(-gradient, variable) for gradient, variable in pairs])

    return train(model, x, y, steps, apply)


def fit_regression__loss_after(model, optimizer, x, y, steps=100):
    """losses recorded after the update

    Your first loss has already been improved. Write down the loss that the gradients were
    taken of.
    """
    losses = train(model, x, y, steps, optimizer.apply_gradients)
    return [*losses[1:], tf.reduce_mean((y - model(x)) ** 2)]


def fit_regression__every_ten(model, optimizer, x, y, steps=100):
    """only every tenth loss is kept

    The article prints every tenth loss. Here the list has one loss for every step.
    """
    return train(model, x, y, steps, optimizer.apply_gradients)[::10]


def fit_regression__last_loss(model, optimizer, x, y, steps=100):
    """only the last loss comes back

    Append each step's loss to a list, and return the list.
    """
    return train(model, x, y, steps, optimizer.apply_gradients)[-1]


def fit_regression__summed(model, optimizer, x, y, steps=100):
    """the sum of the squares instead of their mean

    Your losses grow with the number of points, and so do the steps. Average over the
    points.
    """
    return train(
        model,
        x,
        y,
        steps,
        optimizer.apply_gradients,
        lambda prediction: tf.reduce_sum((y - prediction) ** 2),
    )


def fit_regression__absolute(model, optimizer, x, y, steps=100):
    """absolute errors instead of squares

    The loss of this step is the mean of the squared errors.
    """
    return train(
        model,
        x,
        y,
        steps,
        optimizer.apply_gradients,
        lambda prediction: tf.reduce_mean(tf.abs(y - prediction)),
    )


def fit_regression__slope_only(model, optimizer, x, y, steps=100):
    """only the first variable is trained

    b stays where it was. Take the gradients of all trainable variables.
    """
    return train(
        model,
        x,
        y,
        steps,
        optimizer.apply_gradients,
        variables=model.trainable_variables[:1],
    )


def fit_regression__one_gradient(model, optimizer, x, y, steps=100):
    """the gradients are computed once, before the loop

    Every step goes in the direction of the first one. The gradient changes with the model:
    compute it anew in each step.
    """
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((y - model(x)) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    losses = []
    for _ in range(steps):
        losses.append(tf.reduce_mean((y - model(x)) ** 2))
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return losses


def fit_regression__outside_the_tape(model, optimizer, x, y, steps=100):
    """the prediction is made before the tape starts

    The tape knows only what happens inside its block, so the gradients are None. Call the
    model inside.
    """
    losses = []
    for _ in range(steps):
        prediction = model(x)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((y - prediction) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(loss)
    return losses


def fit_regression__hundred(model, optimizer, x, y, steps=100):
    """always 100 steps

    The number 100 is only the default. Use steps.
    """
    return train(model, x, y, 100, optimizer.apply_gradients)


def fit_regression__not_trained(model, optimizer, x, y, steps=100):
    """the gradients are never applied

    Every loss is the same: the model stays as it was.
    """
    return train(model, x, y, steps, lambda pairs: None)
