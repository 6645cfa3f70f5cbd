"""Checks of the training with minibatches.

The exact comparison uses batches in a fixed order. For the accuracy the examples are sorted
by label and shuffled by the dataset: a loop that does not walk through all of every epoch
is seen. Batches of 50 divide 5,000, since a last batch of a few examples makes the final
weights uncertain.

The visible training has a fixed order: after two epochs of 1,000 images in batches of 50
right solutions read .640 to .855 of 1,000 others (mean .776, sd .037, over 150 draws).
"""

import numpy as np

from grader.datasets import shuffled_digits
from grader.examination import (
    Limits,
    between,
    calibrated,
    check,
    close,
    digits_read,
    is_true,
)
from grader.examination.networks import forward, initial_weights

LIMITS = Limits(call_cpu_seconds=60)
ACCURACY = calibrated(__file__, "accuracy")
EXAMPLES, BATCH, EPOCHS = 5000, 50, 3
SIZES = (784, 50, 10)
# Every fifth of 150 outcomes of right solutions to the visible training, to be drawn.
RIGHT = [
    float(one)
    for one in """
    .683 .715 .723 .731 .736 .741 .751 .756 .760 .765 .766 .768 .771 .775 .777 .782
    .786 .787 .792 .795 .797 .802 .804 .806 .809 .811 .817 .821 .828 .834
    """.split()
]


def batches(subject, x, y, size, shuffled=False):
    """A dataset of batches, shuffled in each epoch or in a fixed order."""
    dataset = subject.library("tf.data.Dataset.from_tensor_slices", (x, y))
    if shuffled:
        dataset = dataset.get("shuffle")(len(x))
    return dataset.get("batch")(size)


def trained(subject, rng, n, size, **options):
    """The losses of a small network, trained on batches in a fixed order, and findings
    about its weights."""
    weights = initial_weights(rng, (5, 6, 3), stddev=0.5)
    x = rng.normal(size=(n, 5)).astype("float32")
    y = rng.integers(3, size=n)
    model = subject.fixture("Network", *weights)
    losses = subject.train_epochs(model, batches(subject, x, y, size), **options)
    after = model.get("trainable_variables").items(4)
    names = ("W1", "b1", "W2", "b2")
    return losses, {
        name: close(answer, atol=1e-5) for name, answer in zip(names, after, strict=True)
    }


@check("every batch of every epoch is a step", points=3)
def exact(subject, rng):
    """Trains a small network for two epochs of three batches, the last of which is
    smaller, and compares the six losses and all weights."""
    losses, findings = trained(subject, rng, 20, 8, lr=0.3, epochs=2)
    return findings | {"losses": close(losses.numbers(6), atol=1e-5)}


@check("40 steps learn to read digits", points=1)
def learns(subject, rng):
    """Trains a network on 1,000 images in batches of 50 for two epochs with lr = 0.3,
    compares the losses roughly, and counts how many of 1,000 other images it reads right.
    Which digits were mistaken for which is shown."""
    digits = shuffled_digits(rng, 1000, 1000)
    model = subject.fixture("Network", *initial_weights(rng, SIZES, stddev=0.05))
    data = batches(subject, digits.train, digits.labels.astype("int64"), 50)
    losses = subject.train_epochs(model, data, lr=0.3, epochs=2)
    variables = model.get("trainable_variables").items(4)
    weights = [variable.array() for variable in variables]
    read = digits_read(forward(weights, digits.unseen), digits)
    return {
        "losses": close(losses.numbers(40), rtol=0.05, atol=0.01, plot="loss"),
        "accuracy": between(
            read.outcome,
            0.5,
            1.0,
            plot="accuracy",
            drawing=read.beside(RIGHT),
        ),
    }


@check("lr and epochs as they are given", points=3, hidden=True)
def options(subject, rng):
    """Trains for three epochs of two batches with another learning rate and compares the
    weights."""
    _, findings = trained(subject, rng, 10, 5, lr=0.1, epochs=3)
    return findings


@check("the trained network reads digits", points=3, hidden=True)
def reads_digits(subject, rng):
    """Trains a network on 5,000 images in batches of 50 for three epochs with lr = 0.1,
    then counts how many of the 10,000 test images it reads right. The pixels stand in
    another order."""
    agreements = []

    def accuracy(rng):
        digits = shuffled_digits(rng, EXAMPLES, 10_000)
        order = np.argsort(digits.labels, kind="stable")
        x, y = digits.train[order], digits.labels[order].astype("int64")
        model = subject.fixture("Network", *initial_weights(rng, SIZES, stddev=0.05))
        dataset = batches(subject, x, y, BATCH, shuffled=True)
        subject.train_epochs(model, dataset, lr=0.1, epochs=EPOCHS)
        variables = model.get("trainable_variables").items(4)
        weights = [variable.array() for variable in variables]
        probabilities = forward(weights, digits.unseen)
        theirs = model(digits.unseen[:200]).array(shape=(200, 10))
        agreements.append(np.abs(theirs - probabilities[:200]).max() <= 1e-4)
        return digits_read(probabilities, digits)

    return {
        "accuracy": ACCURACY.judged(accuracy, rng),
        "the model computes what its weights say": is_true(all(agreements)),
    }
