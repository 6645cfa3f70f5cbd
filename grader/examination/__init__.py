"""Examining code through a proxy, judging what it did, naming the mistake.

Trusted process only: nothing here imports student code, solutions or TensorFlow.
"""

from grader.examination.calibration import Calibrated, Rule, calibrated
from grader.examination.check import (
    Check,
    Finding,
    between,
    check,
    close,
    equal,
    equals,
    is_true,
    within,
)
from grader.examination.drawings import Measured, digits_read, fitted_line
from grader.examination.subject import (
    Answer,
    Subject,
    as_ndarray,
    as_tensor,
    as_variable,
    one_shot,
)
from grader.records import Limits

__all__ = [
    "Answer",
    "Calibrated",
    "Check",
    "Finding",
    "Limits",
    "Measured",
    "Rule",
    "Subject",
    "as_ndarray",
    "as_tensor",
    "as_variable",
    "between",
    "calibrated",
    "check",
    "close",
    "digits_read",
    "equal",
    "equals",
    "fitted_line",
    "is_true",
    "one_shot",
    "within",
]
