"""What a page draws of a finding besides its value: plain data, never judged."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from grader.datasets import Digits

Drawing: TypeAlias = Mapping[str, Any]
"""What `grader.records.FindingRecord.drawing` documents for each kind of plot."""

MOST_MISREAD = 8


@dataclass(frozen=True)
class Measured:
    """A random outcome, and what there is to draw of how it came about."""

    outcome: float
    drawing: Drawing = field(default_factory=dict)

    def beside(self, right: Iterable[float]) -> Drawing:
        """The drawing with outcomes of right solutions behind it; empty without one."""
        return {**self.drawing, "right": list(right)} if self.drawing else {}


def fitted_line(
    x: npt.ArrayLike, y: npt.ArrayLike, m: npt.ArrayLike, b: npt.ArrayLike
) -> Drawing:
    """Points of shape (n,), and the line m * x + b that was fitted to them.

    Empty where m or b is no single number.
    """
    numbers = [np.asarray(one) for one in (m, b)]
    if any(one.size != 1 or one.dtype.kind not in "biuf" for one in numbers):
        return {}
    points = (np.asarray(one, np.float64).round(4).tolist() for one in (x, y))
    return {**dict(zip("xy", points, strict=True)), "line": [one.item() for one in numbers]}


def digits_read(probabilities: npt.NDArray[np.floating[Any]], digits: Digits) -> Measured:
    """The share of unseen digits that were read right, which were mistaken for which, and
    the most confidently misread of them.

    probabilities: (n, 10), finite, for `digits.unseen`.
    """
    read, labels = probabilities.argmax(axis=1), digits.unseen_labels
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (labels, read), 1)
    sure = probabilities.max(axis=1)
    wrong = np.flatnonzero(read != labels)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST_MISREAD]
    misread = [
        {
            "label": int(labels[one]),
            "read": int(read[one]),
            "sure": round(float(sure[one]), 4),
            "pixels": base64.b64encode(digits.unseen_image(one).tobytes()).decode("ascii"),
        }
        for one in worst
    ]
    drawing = {"confusion": confusion.tolist(), "misread": misread}
    return Measured(float(np.mean(read == labels)), drawing)
