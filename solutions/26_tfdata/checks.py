"""Checks of the dataset.

The images carry their own number in their first two pixels, so that every example is
recognised wherever the shuffle puts it.
"""

import numpy as np

from grader.datasets import mnist
from grader.examination import as_ndarray, check, close, equals, is_true


def numbered(rng, count):
    """Images whose first two pixels tell their number, and their labels, sorted."""
    images = rng.integers(0, 201, size=(count, 28, 28)).astype("uint8")
    images[:, 0, 0], images[:, 0, 1] = np.arange(count) // 16, np.arange(count) % 16
    return images, np.sort(rng.integers(0, 10, size=count)).astype("uint8")


def dataset_of(subject, images, labels, **options):
    """The student's dataset."""
    return subject.make_train_dataset(as_ndarray(images), as_ndarray(labels), **options)


def epoch(dataset, batches):
    """One pass: batches of (numbers of the examples, their labels). At most one batch more
    than there should be is asked for."""
    seen = []
    for element in dataset.iterate(batches + 1):
        x, y = element.items(2)
        pixels = x.array(shape=(None, 784), dtype="float32")
        high, low = np.rint(pixels[:, :2] * 255).astype(int).T
        seen.append((high * 16 + low, y.array(shape=(len(pixels),))))
    return seen


@check("one example becomes a row of numbers", points=3)
def one_example(subject, rng):
    """Calls preprocess_tfdata with an image of MNIST and with one that has no white
    pixel."""
    data = mnist()
    findings = {}
    for name, image, label in (
        ("MNIST", data.train_images[0], data.train_labels[0]),
        ("dark", rng.integers(0, 201, size=(28, 28)).astype("uint8"), np.uint8(7)),
    ):
        answer = subject.preprocess_tfdata(as_ndarray(image), as_ndarray(label))
        x, y = answer.items(2)
        findings[f"{name}: x"] = close(x.array(shape=(784,), dtype="float32"))
        findings[f"{name}: y"] = equals(int(y.number()), int(label))
    return findings


@check("an epoch holds every example once", points=3)
def every_example_once(subject, rng):
    """Makes a dataset of 50 examples in batches of 16, which are three full batches and
    one of two, and walks through it once."""
    images, labels = numbered(rng, 50)
    dataset = dataset_of(subject, images, labels, batch_size=16, buffer_size=50)
    batches = epoch(dataset, 4)
    numbers = np.concatenate([number for number, _ in batches])
    own = np.concatenate([label for _, label in batches])
    return {
        "batch sizes": equals(tuple(len(label) for _, label in batches), (16, 16, 16, 2)),
        "examples": equals(tuple(sorted(numbers.tolist())), tuple(range(50))),
        "each with its label": is_true(bool(np.array_equal(own, labels[numbers % 50]))),
    }


@check("examples are shuffled one by one", points=2)
def shuffled(subject, rng):
    """Makes a dataset of 200 sorted examples in batches of 20 and looks at every
    batch. Examples from everywhere are in it, not only neighbours."""
    images, labels = numbered(rng, 200)
    dataset = dataset_of(subject, images, labels, batch_size=20, buffer_size=200)
    spreads = [int(np.ptp(numbers)) for numbers, _ in epoch(dataset, 10)]
    return {"each batch is mixed": is_true(min(spreads) > 40)}


@check("each epoch has an order of its own", points=2, hidden=True)
def epochs_differ(subject, rng):
    """Walks twice through a dataset with the default batch size of 256, and compares the
    order of the examples."""
    images, labels = numbered(rng, 300)
    dataset = dataset_of(subject, images, labels)
    first, second = epoch(dataset, 2), epoch(dataset, 2)
    orders = [np.concatenate([number for number, _ in one]) for one in (first, second)]
    differ = not np.array_equal(*(order[:250] for order in orders))
    return {
        "two epochs differ": is_true(differ),
        "batch sizes": equals(tuple(len(label) for _, label in second), (256, 44)),
    }
