"""Checks of logistic regression.

Training is measured on the model that comes back, with images whose 784 pixels went
through a permutation that only the examiner knows: a model with constant initial
weights does not notice, pretrained weights and a lookup of MNIST's labels fail.

The accuracy band. The training is deterministic: 500 images, 300 steps and lr = 0.1 give
0.8274 on the 10,000 test images, whatever the order of the pixels. Right solutions differ
by rounding only, which moves a few images that lie on a border. The article's 1000 steps
would give 0.8337 and cost three times as much. After 60 steps on 300 images right solutions
read .758 to .849 of 1,000 others (mean .809, sd .016, over 150 draws of images).
"""

import numpy as np

from grader.datasets import Digits, mnist, reordered, shuffled_digits
from grader.examination import (
    Limits,
    between,
    check,
    close,
    digits_read,
    is_true,
    within,
)
from grader.examination.networks import forward

LIMITS = Limits(call_cpu_seconds=60)
TRAIN, STEPS, CALLED = 500, 300, 200
PIXELS, CLASSES = 784, 10
# Every fifth of 150 outcomes of right solutions to the visible training, to be drawn.
RIGHT = [
    float(one)
    for one in """
    .768 .783 .787 .790 .792 .795 .799 .801 .802 .803 .805 .805 .806 .808 .810 .811
    .812 .814 .816 .817 .818 .819 .820 .822 .823 .824 .826 .828 .833 .836
    """.split()
]


def one_hot(labels):
    """float32 of shape (n, 10)."""
    return np.eye(CLASSES, dtype="float32")[labels]


def training_data(rng, n):
    """n training images in an order of pixels drawn from rng, and one-hot labels."""
    order = rng.permutation(PIXELS)
    chosen = rng.choice(10_000, size=n, replace=False)
    images = mnist().train_images[chosen]
    return reordered(images, order), one_hot(mnist().train_labels[chosen])


def train(subject, x, y, steps, **options):
    """Call train_logistic; the model and its losses."""
    model, losses = subject.train_logistic(x, y, steps=steps, **options).items(2)
    return model, losses.numbers(steps)


def weights(model):
    """W and b of the model, as arrays."""
    kernel = model.get("W").array(shape=(PIXELS, CLASSES))
    return kernel, model.get("b").array(shape=(CLASSES,))


@check("the first losses, one a step", points=2)
def first_losses(subject, rng):
    """Trains for five steps on 60 images and compares the five losses. The first is
    log(10), before any update."""
    x, y = training_data(rng, 60)
    _, losses = train(subject, x, y, steps=5)
    return {"losses": close(losses, atol=1e-5)}


@check("the weights after a few steps", points=2, hidden=True)
def weights_after(subject, rng):
    """Trains for three steps with another learning rate and compares W and b. Both must
    be trained, with the learning rate that was given."""
    x, y = training_data(rng, 40)
    model, losses = train(subject, x, y, steps=3, lr=0.05)
    kernel, bias = weights(model)
    return {
        "W": close(kernel, atol=1e-5),
        "b": close(bias, atol=1e-5),
        "losses": close(losses, atol=1e-5),
    }


@check("60 steps learn to read digits", points=1)
def reads_digits(subject, rng):
    """Trains for 60 steps on 300 images, compares the losses, and counts how many of 1,000
    other images the weights read right. Which digits were mistaken for which is shown."""
    digits = shuffled_digits(rng, 300, 1000)
    model, losses = train(subject, digits.train, digits.one_hot, steps=60)
    read = digits_read(forward(weights(model), digits.unseen), digits)
    return {
        "losses": close(losses, rtol=1e-4, atol=1e-5, plot="loss"),
        "accuracy": between(
            read.outcome,
            0.7,
            1.0,
            plot="accuracy",
            drawing=read.beside(RIGHT),
        ),
    }


@check("the model gives logits", points=1)
def gives_logits(subject, rng):
    """Calls the model that you return, fetches its W and b, and computes x @ W + b."""
    x, y = training_data(rng, 30)
    model, _ = train(subject, x, y, steps=2)
    unseen = rng.uniform(0, 1, size=(7, PIXELS)).astype("float32")
    kernel, bias = weights(model)
    logits = model(unseen).array(shape=(7, CLASSES))
    return {
        "x @ W + b": within(logits, unseen @ kernel + bias, atol=1e-3),
        "logits": close(logits, rtol=1e-4, atol=1e-3),
    }


@check("300 steps learn to read digits", points=4, hidden=True)
def learns(subject, rng):
    """Trains for 300 steps on 500 images whose pixels are shuffled, compares the loss
    curve, and counts how many of the 10,000 test images the weights read right."""
    order, data = rng.permutation(PIXELS), mnist()
    x, y = reordered(data.train_images[:TRAIN], order), one_hot(data.train_labels[:TRAIN])
    unseen = reordered(data.test_images, order)
    model, losses = train(subject, x, y, steps=STEPS)
    kernel, bias = weights(model)
    logits = unseen @ kernel + bias
    theirs = model(unseen[:CALLED]).array(shape=(CALLED, CLASSES))
    digits = Digits(x, data.train_labels[:TRAIN], unseen, data.test_labels, order)
    read = digits_read(forward([kernel, bias], unseen), digits)
    accuracy = float((logits.argmax(axis=1) == data.test_labels).mean())
    return {
        "losses": close(losses, rtol=1e-4, atol=1e-5, plot="loss"),
        "test accuracy": between(
            accuracy,
            0.8274 - 0.003,
            0.8274 + 0.003,
            plot="accuracy",
            drawing=read.drawing,
        ),
        "the model is x @ W + b": is_true(
            bool(np.abs(theirs - logits[:CALLED]).max() <= 1e-2)
        ),
    }
