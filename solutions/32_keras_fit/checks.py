"""Checks of compile and fit.

Keras's plain "sgd" is right, so the budget has to let it pass: 2,000 images in batches of 5
for three epochs are 1,200 steps.
"""

import numpy as np

from grader.datasets import shuffled_digits
from grader.examination import (
    Limits,
    between,
    calibrated,
    check,
    digits_read,
    equals,
    is_true,
)
from grader.examination.networks import forward

LIMITS = Limits(call_cpu_seconds=60)
ACCURACY = calibrated(__file__, "accuracy")
SHAPES = ((784, 50), (50,), (50, 10), (10,))


def weights_of(model):
    """The four weights, in order."""
    variables = model.get("trainable_variables").items(4)
    return [
        variable.array(shape=shape)
        for variable, shape in zip(variables, SHAPES, strict=True)
    ]


def squares(rows):
    """Rows of 784 numbers as images, float32 (n, 28, 28)."""
    return rows.reshape(-1, 28, 28)


@check("the right layers, and a loss for each epoch", points=3)
def layers(subject, rng):
    """Calls build_and_fit with 100 images for two epochs with batches of 25, looks at the
    shapes of the model's weights, counts the losses in the history, and calls the model,
    whose outputs add up to 1."""
    digits = shuffled_digits(rng, 100, 10)
    labels = digits.labels.astype("int64")
    model, history = subject.build_and_fit(
        squares(digits.train), labels, epochs=2, batch_size=25
    ).items(2)
    variables = model.get("trainable_variables").items(4)
    losses = history.get("history").mapping().get("loss")
    rows = model(squares(digits.unseen)).array(shape=(10, 10)).sum(axis=1)
    return {
        "shapes": equals(tuple(one.array().shape for one in variables), SHAPES),
        "losses in the history": equals(len(losses.numbers()) if losses else 0, 2),
        "the outputs are probabilities": is_true(bool(np.abs(rows - 1).max() < 1e-4)),
    }


@check("epochs and batch_size as they are given", points=2)
def options(subject, rng):
    """Calls build_and_fit with 60 images, three epochs and batches of 10, and looks at how
    many updates the optimizer has made. Some images may be kept for validation."""
    digits = shuffled_digits(rng, 60, 10)
    labels = digits.labels.astype("int64")
    model, _ = subject.build_and_fit(
        squares(digits.train), labels, epochs=3, batch_size=10
    ).items(2)
    updates = model.get("optimizer").get("iterations").number()
    return {"updates": between(updates, 12, 18)}


@check("the trained model reads digits", points=5, hidden=True)
def reads_digits(subject, rng):
    """Calls build_and_fit with 2,000 images, batches of 5 and three epochs, then counts how
    many of the 10,000 test images the model reads right. Its probabilities are compared
    with what its weights say. The pixels stand in another order."""
    seen = []

    def accuracy(rng):
        digits = shuffled_digits(rng, 2000, 10_000)
        labels = digits.labels.astype("int64")
        model, _ = subject.build_and_fit(
            squares(digits.train), labels, epochs=3, batch_size=5
        ).items(2)
        probabilities = forward(weights_of(model), digits.unseen)
        theirs = model(squares(digits.unseen[:200])).array(shape=(200, 10))
        seen.append(float(np.abs(theirs - probabilities[:200]).max()))
        return digits_read(probabilities, digits)

    return {
        "accuracy": ACCURACY.judged(accuracy, rng),
        "the model computes what its weights say": is_true(max(seen) <= 1e-4),
    }
