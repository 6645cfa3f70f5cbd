"""Thresholds on random outcomes: measured over seeds, and confirmed when it is close.

A step's `calibration.json`, written by `grader calibrate`, holds the distribution of the
reference's outcome and the rule that was drawn from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import CourseError
from grader.examination.check import Finding
from grader.examination.drawings import Measured

FILE_NAME = "calibration.json"


@dataclass(frozen=True)
class Rule:
    """How an outcome between 0 and 1 is judged.

    threshold:     what the outcome has to reach.
    margin:        an outcome at most this far from the threshold is confirmed.
    confirmations: how many further seeds a confirmation takes; the median of all
                   outcomes then decides. Even, so that the median is one of them.
    """

    threshold: float = 0.0
    margin: float = 0.0
    confirmations: int = 0

    def judged(
        self,
        measure: Callable[[np.random.Generator], float | Measured],
        rng: np.random.Generator,
        right: Sequence[float] = (),
    ) -> Finding:
        """Measure an outcome, confirm it if necessary, and hold it to the threshold.

        measure: gives one outcome; it draws all that is random from its argument.
        right:   outcomes of right solutions, to be drawn beside it.
        """
        first, *further = rng.spawn(1 + self.confirmations)
        measured = measure(first)
        if not isinstance(measured, Measured):
            measured = Measured(float(measured))
        outcomes = [measured.outcome]
        if abs(outcomes[0] - self.threshold) <= self.margin:
            outcomes += [_outcome(measure(one)) for one in further]
        return Finding(
            float(np.median(outcomes)),
            "between",
            low=self.threshold,
            high=1.0,
            outcomes=tuple(outcomes),
            plot="accuracy" if measured.drawing else "",
            drawing=measured.beside(right),
        )


@dataclass(frozen=True)
class Calibrated:
    """A rule and the outcomes of right solutions that it was drawn from."""

    rule: Rule
    right: tuple[float, ...] = ()

    def judged(
        self,
        measure: Callable[[np.random.Generator], float | Measured],
        rng: np.random.Generator,
    ) -> Finding:
        """As `Rule.judged`."""
        return self.rule.judged(measure, rng, self.right)


def _outcome(measured: float | Measured) -> float:
    return measured.outcome if isinstance(measured, Measured) else float(measured)


def calibrated(checks: str, name: str) -> Calibrated:
    """The recorded rule of an outcome; call it with the `__file__` of a checks.py.

    Without a record every outcome passes, and `grader verify` says so.

    Raises:
        CourseError: the record cannot be read.
    """
    path = Path(checks).with_name(FILE_NAME)
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[name]
        right = tuple(map(float, record.get("outcomes", ())))
        return Calibrated(Rule(**record["rule"]), right)
    except (FileNotFoundError, NotADirectoryError):
        return Calibrated(Rule())
    except (KeyError, TypeError, ValueError) as error:
        message = f"no readable record of {name!r}: run `grader calibrate`"
        raise CourseError(message, str(path)) from error
