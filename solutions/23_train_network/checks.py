"""Checks of the training of a network.

A few steps from injected weights are compared with the reference's: that sees every mistake
in the loop. Then a longer training must read digits. The examiner fetches the weights and
counts the hits itself, with labels that the worker never had.

The visible training: after 40 steps on 500 images right solutions read .753 to .880 of
1,000 others (mean .834, sd .022, over 150 draws of images and weights).
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
SIZES = (784, 50, 10)
# Every fifth of 150 outcomes of right solutions to the visible training, to be drawn.
RIGHT = [
    float(one)
    for one in """
    .770 .787 .799 .807 .813 .818 .820 .823 .825 .828 .832 .835 .836 .838 .839 .841
    .842 .842 .844 .845 .847 .848 .849 .849 .851 .853 .857 .858 .862 .866
    """.split()
]


def trained(subject, rng, sizes, n, lr, steps):
    """A small network trained for a few steps: findings about losses and weights."""
    weights = initial_weights(rng, sizes, stddev=0.5)
    x = rng.normal(size=(n, sizes[0])).astype("float32")
    y = np.eye(sizes[-1], dtype="float32")[rng.integers(sizes[-1], size=n)]
    model = subject.fixture("Network", *weights)
    losses = subject.train_network(model, x, y, lr=lr, steps=steps)
    after = model.get("trainable_variables").items(4)
    findings = {"losses": close(losses.numbers(steps), atol=1e-5)}
    for name, answer in zip(("W1", "b1", "W2", "b2"), after, strict=True):
        findings[name] = close(answer, atol=1e-5)
    return findings


@check("five steps change the weights as they should", points=3)
def five_steps(subject, rng):
    """Trains a small network for five steps with lr = 0.5 on 20 examples and compares the
    losses, which are those from before each update, and all weights."""
    return trained(subject, rng, (6, 8, 3), 20, lr=0.5, steps=5)


@check("another learning rate, other sizes", points=2, hidden=True)
def other_rate(subject, rng):
    """Trains another network for three steps with another learning rate and compares the
    losses and the weights."""
    return trained(subject, rng, (4, 5, 4), 4, lr=0.2, steps=3)


@check("40 steps learn to read digits", points=1)
def learns(subject, rng):
    """Trains a network on 500 images for 40 steps with lr = 0.5, compares the losses
    roughly, and counts how many of 1,000 other images it reads right. Which digits were
    mistaken for which is shown."""
    digits = shuffled_digits(rng, 500, 1000)
    model = subject.fixture("Network", *initial_weights(rng, SIZES, stddev=0.05))
    losses = subject.train_network(model, digits.train, digits.one_hot, lr=0.5, steps=40)
    variables = model.get("trainable_variables").items(4)
    weights = [variable.array() for variable in variables]
    read = digits_read(forward(weights, digits.unseen), digits)
    return {
        "losses": close(losses.numbers(40), rtol=0.05, atol=0.01, plot="loss"),
        "accuracy": between(
            read.outcome,
            0.65,
            1.0,
            plot="accuracy",
            drawing=read.beside(RIGHT),
        ),
    }


@check("the trained network reads digits", points=4, hidden=True)
def reads_digits(subject, rng):
    """Trains a network on 2,000 images for 100 steps with lr = 0.5, then counts how many
    of the 10,000 test images it reads right. The pixels stand in another order."""
    agreements = []

    def accuracy(rng):
        digits = shuffled_digits(rng, 2000, 10_000)
        model = subject.fixture("Network", *initial_weights(rng, SIZES, stddev=0.05))
        subject.train_network(model, digits.train, digits.one_hot, lr=0.5, steps=100)
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
