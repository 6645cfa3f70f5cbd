"""Which named mistake explains what a student's code did? Pure functions of findings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.examination.check import Finding
from grader.examination.conversation import Failed, Held
from grader.examination.judging import compare, identical, near
from grader.records import Outcome

DIAGNOSED = frozenset({Outcome.FAILED, Outcome.ERRORED})


def agree(student: Held, mistaken: Held, reference: Held) -> bool:
    """Whether a misconception shows the same findings as the student's code.

    Values that satisfy their comparison agree with each other; values that do not must
    be close to each other under the same tolerance.
    """
    if student.failed or mistaken.failed:
        return _same_failure(student.failed, mistaken.failed)
    return set(student.findings) == set(mistaken.findings) and all(
        _same_finding(
            student.findings[name], mistaken.findings[name], reference.findings[name]
        )
        for name in student.findings
    )


def _same_failure(one: Failed | None, other: Failed | None) -> bool:
    if one is None or other is None:
        return False
    types = [failed.problem.type_name if failed.problem else "" for failed in (one, other)]
    return (
        (one.outcome, one.reason) == (other.outcome, other.reason)
        and types[0] == types[1]
        and _observed(one.details) == _observed(other.details)
    )


def _observed(details: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in details.items() if key.startswith("observed_")}


def _same_finding(one: Finding, other: Finding, reference: Finding) -> bool:
    passed = compare(one, reference).passed
    if passed != compare(other, reference).passed:
        return False
    if passed or one.comparison == "is_true":
        return True
    if one.comparison in ("close", "within"):
        tolerance = reference if one.comparison == "close" else other
        return near(one.value, other.value, tolerance.rtol, tolerance.atol).passed
    if one.comparison == "between":
        return _side(one) == _side(other)
    return identical(one.value, other.value)


def _side(finding: Finding) -> tuple[bool, bool]:
    values = np.asarray(finding.value, dtype=np.float64)
    return bool((values < finding.low).any()), bool((values > finding.high).any())
