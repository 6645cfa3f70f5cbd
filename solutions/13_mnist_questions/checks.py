"""Checks of the questions about MNIST."""

import re

import numpy as np

from grader.examination import as_ndarray, check, equal, is_true
from grader.examination.subject import Rejected
from grader.records import Reason


def whole_numbers(answer, length):
    """A sequence (or a dict with the keys 0, 1, ...) of whole numbers, as a list."""
    plain = answer.plain()
    if isinstance(plain, dict):
        plain = [plain.get(key, plain.get(str(key))) for key in range(len(plain))]
    if not isinstance(plain, list):
        raise Rejected(
            Reason.WRONG_KIND,
            expected_kind=f"{length} values",
            observed_kind=answer.type_name,
        )
    if len(plain) != length:
        raise Rejected(
            Reason.WRONG_LENGTH, expected_length=length, observed_length=len(plain)
        )
    for number in plain:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise Rejected(
                Reason.WRONG_KIND,
                expected_kind="whole numbers",
                observed_kind=type(number).__name__,
            )
    return [int(number) if number == int(number) else number for number in plain]


def dtype_names(answer):
    """The names in any spelling: objects, 'uint8', 'tf.uint8', "<dtype: 'uint8'>"."""
    names = []
    for part in answer.items(2):
        found = re.findall(r"u?int\d+|float\d+|bool", part.text())
        names.append(found[0] if found else part.text())
    return tuple(names)


def images(rng, n, height, width, dtype="uint8"):
    """Made-up images of another size."""
    return as_ndarray(rng.integers(0, 256, size=(n, height, width)).astype(dtype))


@check("the size of an MNIST image", points=1)
def mnist_shape(subject, rng):
    """Calls image_shape with the 60,000 training images."""
    answer = subject.image_shape(subject.data("mnist.train_images"))
    return {"image shape": equal(whole_numbers(answer, 2))}


@check("the size of other images", points=1, hidden=True)
def other_shape(subject, rng):
    """Calls image_shape with images that are not square."""
    height, width = (int(n) for n in rng.choice(np.arange(5, 30), size=2, replace=False))
    answer = subject.image_shape(images(rng, int(rng.integers(35, 50)), height, width))
    return {"image shape": equal(whole_numbers(answer, 2))}


@check("the number of MNIST's training images", points=1)
def mnist_count(subject, rng):
    """Calls image_count with the 60,000 training images."""
    return {
        "count": equal(subject.image_count(subject.data("mnist.train_images")).number())
    }


@check("the number of other images", points=1, hidden=True)
def other_count(subject, rng):
    """Calls image_count with a few images of another size."""
    answer = subject.image_count(images(rng, int(rng.integers(35, 50)), 6, 9))
    return {"count": equal(answer.number())}


@check("how often each digit occurs in MNIST", points=2)
def mnist_classes(subject, rng):
    """Calls class_counts with the 60,000 training labels. There are ten classes."""
    answer = subject.class_counts(subject.data("mnist.train_labels"))
    return {"class counts": equal(whole_numbers(answer, 10))}


@check("a class that does not occur counts 0", points=2, hidden=True)
def absent_classes(subject, rng):
    """Calls class_counts with a few labels among which some classes are absent, the
    highest ones too."""
    present = rng.choice(np.arange(1, 8), size=4, replace=False)
    labels = np.concatenate([present, rng.choice(present, size=20)]).astype("uint8")
    return {
        "class counts": equal(whole_numbers(subject.class_counts(as_ndarray(labels)), 10))
    }


@check("the dtypes of MNIST", points=1)
def mnist_dtypes(subject, rng):
    """Calls dtypes with MNIST. Dtype objects are as good as text."""
    answer = subject.dtypes(
        subject.data("mnist.train_images"), subject.data("mnist.train_labels")
    )
    return {"dtypes": equal(dtype_names(answer))}


@check("the dtypes of other data", points=1, hidden=True)
def other_dtypes(subject, rng):
    """Calls dtypes with arrays of other dtypes."""
    labels = as_ndarray(rng.integers(0, 10, size=3).astype("int64"))
    names = dtype_names(subject.dtypes(images(rng, 3, 2, 2, "float32"), labels))
    return {"dtypes": equal(names), "two of them": is_true(len(names) == 2)}
