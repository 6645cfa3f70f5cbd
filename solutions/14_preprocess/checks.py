"""Checks of the preprocessing.

Inputs are numpy arrays, as `load_data` gives them. No made-up image holds 255 or is
symmetric, so that dividing by the largest value in sight, or reading columns as lines,
shows.
"""

import numpy as np

from grader.datasets import mnist
from grader.examination import as_ndarray, check, close, within


def images(rng, n):
    """uint8 (n, 28, 28), values up to 200."""
    return rng.integers(0, 201, size=(n, 28, 28)).astype("uint8")


def numbers(answer, shape):
    """An answer's values as float64; any dtype."""
    return answer.array(shape=shape).astype("float64")


@check("gray values between 0 and 1", points=2)
def normalised(subject, rng):
    """Calls normalise with three images of MNIST and with one that has no white pixel."""
    some = mnist().train_images[:3]
    dark = images(rng, 1)
    return {
        "MNIST": close(subject.normalise(as_ndarray(some)).array((3, 28, 28), "float32")),
        "dark": close(subject.normalise(as_ndarray(dark)).array((1, 28, 28), "float32")),
    }


@check("a row of zeros with a single 1", points=2)
def rows(subject, rng):
    """Calls one_hot with the digits 2, 0, 9 and 2, where most digits do not occur, and
    with three classes."""
    digits = as_ndarray(np.array([2, 0, 9, 2], "uint8"))
    few = as_ndarray(np.array([1, 0], "uint8"))
    return {
        "ten classes": close(subject.one_hot(digits).array((4, 10), "float32")),
        "three classes": close(subject.one_hot(few, depth=3).array((2, 3), "float32")),
    }


@check("an image as one row", points=2)
def flattened(subject, rng):
    """Calls flatten with two images of MNIST; the lines of each follow one another."""
    some = mnist().train_images[:2]
    rows = numbers(subject.flatten(as_ndarray(some)), (2, 784))
    return {"rows": within(rows, some.reshape(2, 784), atol=1e-6)}


@check("all of it together, a single image too", points=2, hidden=True)
def together(subject, rng):
    """Calls preprocess with several images, with one, and with labels among which some
    digits are missing."""
    findings = {}
    for name, n in (("several", 6), ("one", 1)):
        x, y = images(rng, n), rng.integers(0, 6, size=n).astype("uint8")
        pixels, labels = subject.preprocess(as_ndarray(x), as_ndarray(y)).items(2)
        findings[f"{name}: x"] = close(pixels.array((n, 784), "float32"))
        findings[f"{name}: y"] = close(labels.array((n, 10), "float32"))
    return findings


@check("any number of images; what was given stays as it is", points=2, hidden=True)
def untouched(subject, rng):
    """Calls flatten with one image and with five, and gives normalise and one_hot arrays
    that have to be afterwards as they were."""
    one, five = images(rng, 1), images(rng, 5)
    kept = subject.put(as_ndarray(five))
    digits = rng.integers(0, 10, size=7).astype("uint8")
    labels = subject.put(as_ndarray(digits))
    subject.normalise(kept)
    findings = {
        "flatten, one image": within(
            numbers(subject.flatten(as_ndarray(one)), (1, 784)),
            one.reshape(1, 784),
            atol=1e-6,
        ),
        "flatten, five images": within(
            numbers(subject.flatten(as_ndarray(five)), (5, 784)),
            five.reshape(5, 784),
            atol=1e-6,
        ),
        "one_hot": close(subject.one_hot(labels).array((7, 10), "float32")),
    }
    findings["images afterwards"] = within(
        subject.read(kept).array(shape=five.shape).astype("float64"), five, atol=0
    )
    findings["labels afterwards"] = within(
        subject.read(labels).array(shape=(7,)).astype("float64"), digits, atol=0
    )
    return findings
