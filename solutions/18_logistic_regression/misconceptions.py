"""Wrong ways to train a logistic regression."""

import tensorflow as tf


def fit(x, y, lr, steps, loss_of, *, model=None, variables=None, scale=1.0):
    """Full-batch training with a loss to choose; the mistakes below use it."""
    model = model or Linear(x.shape[1], y.shape[1])
    trained = variables(model) if variables else model.trainable_variables
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(model(x))
        losses.append(tf.reduce_mean(loss))
        for variable, gradient in zip(trained, tape.gradient(loss, trained)):
            variable.assign_sub(scale * lr * gradient)
    return model, losses


def crossentropy(y, logits):
    return tf.nn.softmax_cross_entropy_with_logits(y, logits)


def train_logistic__summed(x, y, lr=0.1, steps=1000):
    """the sum of the losses instead of their mean

    Your losses grow with the number of images, and so do the steps. Average over the
    images, then the learning rate means the same for any number of them.
    """
    model = Linear(x.shape[1], y.shape[1])
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(crossentropy(y, model(x)))
        losses.append(loss)
        pairs = zip(
            model.trainable_variables, tape.gradient(loss, model.trainable_variables)
        )
        for variable, gradient in pairs:
            variable.assign_sub(lr * gradient)
    return model, losses


def train_logistic__uphill(x, y, lr=0.1, steps=1000):
    """the steps go uphill

    Your losses grow. The gradient points where the loss rises; go the other way.
    """
    return fit(x, y, -lr, steps, lambda logits: tf.reduce_mean(crossentropy(y, logits)))


def train_logistic__lr_ignored(x, y, lr=0.1, steps=1000):
    """the learning rate that is given is ignored

    With lr = 0.1 all is well, with another one you still use 0.1. Use the argument.
    """
    return fit(x, y, 0.1, steps, lambda logits: tf.reduce_mean(crossentropy(y, logits)))


def train_logistic__bias_fixed(x, y, lr=0.1, steps=1000):
    """only W is trained

    b stays at zero. trainable_variables has two entries, and each has a gradient.
    """
    return fit(
        x,
        y,
        lr,
        steps,
        lambda logits: tf.reduce_mean(crossentropy(y, logits)),
        variables=lambda model: [model.W],
    )


def train_logistic__loss_after(x, y, lr=0.1, steps=1000):
    """losses recorded after the update

    Your first loss is below log(10), so something has been learnt before it was
    measured. Write the loss down first.
    """
    model, losses = fit(x, y, lr, steps, lambda z: tf.reduce_mean(crossentropy(y, z)))
    return model, [*losses[1:], tf.reduce_mean(crossentropy(y, model(x)))]


def train_logistic__every_hundred(x, y, lr=0.1, steps=1000):
    """only every hundredth loss is kept

    The article prints every hundredth loss. Here the list has one loss for every step.
    """
    model, losses = fit(x, y, lr, steps, lambda z: tf.reduce_mean(crossentropy(y, z)))
    return model, losses[::100]


def train_logistic__returns_probabilities(x, y, lr=0.1, steps=1000):
    """the model gives probabilities instead of logits

    Softmax became part of the model. It belongs to the loss: calling the model is to
    give x @ W + b.
    """
    model, losses = fit(x, y, lr, steps, lambda z: tf.reduce_mean(crossentropy(y, z)))

    class Probabilities:
        W, b, trainable_variables = model.W, model.b, model.trainable_variables

        def __call__(self, images):
            return tf.nn.softmax(model(images))

    return Probabilities(), losses


def train_logistic__softmax_twice(x, y, lr=0.1, steps=1000):
    """softmax is applied twice

    The loss function that you call applies softmax itself, and it is given
    probabilities. Either give it logits or use the one for probabilities. Training
    works, but far too slowly.
    """
    return fit(
        x,
        y,
        lr,
        steps,
        lambda logits: tf.reduce_mean(crossentropy(y, tf.nn.softmax(logits))),
    )


def train_logistic__squared(x, y, lr=0.1, steps=1000):
    """the mean squared error instead of crossentropy

    The first loss is not log(10). For probabilities of classes the loss is the
    crossentropy; with squares a model learns slowly where it is sure and wrong.
    """
    return fit(x, y, lr, steps, lambda z: tf.reduce_mean(tf.square(y - tf.nn.softmax(z))))


def train_logistic__untrained(x, y, lr=0.1, steps=1000):
    """the gradients are computed but never applied

    Every loss is log(10): the variables stay as they were. What has to be done with
    each variable and its gradient?
    """
    return fit(x, y, 0.0, steps, lambda logits: tf.reduce_mean(crossentropy(y, logits)))


def train_logistic__new_model(x, y, lr=0.1, steps=1000):
    """a new model is returned instead of the trained one

    The losses are right, but the model that comes back has never seen an image. Return
    the one that you trained.
    """
    _, losses = fit(x, y, lr, steps, lambda z: tf.reduce_mean(crossentropy(y, z)))
    return Linear(x.shape[1], y.shape[1]), losses
