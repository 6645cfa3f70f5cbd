"""Pure functions of findings: does a value satisfy its comparison, and where not?

Written as `difference <= tolerance`, so that NaN never passes; shapes are compared
before values, so that nothing broadcasts; an empty array never stands for a full one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import GraderFault
from grader.examination.check import Finding
from grader.examination.description import describe
from grader.records import Difference, FindingRecord, Plain, Reason

REGION = 8


@dataclass(frozen=True)
class Verdict:
    """Whether a finding satisfies its comparison; if not, why and where."""

    passed: bool
    reason: Reason = Reason.CORRECT
    difference: Difference | None = None


_PASSED = Verdict(True)


def judge(
    findings: Mapping[str, Finding], reference: Mapping[str, Finding]
) -> tuple[FindingRecord, ...]:
    """A record for every finding of the reference, none left out.

    Raises:
        GraderFault: the two have not the same names.
    """
    if set(findings) != set(reference):
        raise GraderFault("a check's findings depend on the answers: names differ")
    return tuple(_record(name, findings[name], reference[name]) for name in reference)


def _record(name: str, finding: Finding, reference: Finding) -> FindingRecord:
    verdict = compare(finding, reference)
    expected = _expected(finding, reference)
    return FindingRecord(
        name=name,
        passed=verdict.passed,
        reason=verdict.reason,
        comparison=finding.comparison,
        parameters=_parameters(finding),
        expected=None if expected is None else describe(expected),
        observed=describe(finding.value),
        difference=verdict.difference,
        plot=finding.plot,
        drawing=_drawing(finding, reference),
    )


def _drawing(finding: Finding, reference: Finding) -> dict[str, Plain]:
    drawing = dict(finding.drawing)
    if "line" in reference.drawing:
        drawing["reference"] = reference.drawing["line"]
    return drawing


def _expected(finding: Finding, reference: Finding) -> Any:
    match finding.comparison:
        case "close":
            return reference.value
        case "equal":
            return reference.value if finding.target is None else finding.target
        case "within":
            return finding.target
        case "is_true":
            return True
        case _:
            return None


def _parameters(finding: Finding) -> dict[str, Plain]:
    if finding.comparison in ("close", "within"):
        return {"rtol": finding.rtol, "atol": finding.atol}
    if finding.comparison == "between":
        bounds: dict[str, Plain] = {"low": finding.low, "high": finding.high}
        confirmed = len(finding.outcomes) > 1
        return bounds | ({"outcomes": list(finding.outcomes)} if confirmed else {})
    return {}


def compare(finding: Finding, reference: Finding) -> Verdict:
    """Whether a finding satisfies its comparison."""
    expected = _expected(finding, reference)
    match finding.comparison:
        case "close":
            return near(finding.value, expected, reference.rtol, reference.atol)
        case "within":
            target = np.asarray(expected)
            if target.ndim == 0:
                target = np.broadcast_to(target, np.shape(finding.value))
            return near(finding.value, target, finding.rtol, finding.atol)
        case "equal":
            same = identical(finding.value, expected)
            return _PASSED if same else Verdict(False, Reason.WRONG_VALUE)
        case "between":
            value = np.asarray(finding.value, dtype=np.float64)
            inside = bool(value.size) and bool(
                ((value >= finding.low) & (value <= finding.high)).all()
            )
            return _PASSED if inside else Verdict(False, _numeric_reason(value))
        case "is_true":
            return _PASSED if finding.value is True else Verdict(False, Reason.WRONG_VALUE)


def near(
    observed: npt.ArrayLike, expected: npt.ArrayLike, rtol: float, atol: float
) -> Verdict:
    """|observed - expected| <= atol + rtol*|expected| in every element, same shape.

    NaN and infinities pass only where `expected` has the same.
    """
    have, want = np.asarray(observed), np.asarray(expected)
    if have.shape != want.shape:
        return Verdict(False, Reason.WRONG_SHAPE)
    wrong = ~_close(have, want, rtol, atol)
    if not wrong.any():
        return _PASSED
    return Verdict(False, _numeric_reason(have, want), _difference(have, want, wrong))


def _close(
    have: npt.NDArray[Any], want: npt.NDArray[Any], rtol: float, atol: float
) -> npt.NDArray[np.bool_]:
    a, b = have.astype(np.float64), want.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        close: npt.NDArray[np.bool_] = np.abs(a - b) <= atol + rtol * np.abs(b)
        close &= np.isfinite(a) & np.isfinite(b)
    same_infinite = (a == b) | (np.isnan(a) & np.isnan(b))
    return np.asarray(close | same_infinite)


def _numeric_reason(have: npt.NDArray[Any], want: npt.NDArray[Any] | None = None) -> Reason:
    finite_wanted = want is None or bool(np.isfinite(want.astype(np.float64)).all())
    if finite_wanted and not np.isfinite(have.astype(np.float64)).all():
        return Reason.NOT_FINITE
    return Reason.WRONG_VALUE


def _difference(
    have: npt.NDArray[Any], want: npt.NDArray[Any], wrong: npt.NDArray[np.bool_]
) -> Difference:
    first = tuple(int(n) for n in np.unravel_index(int(np.argmax(wrong)), wrong.shape))
    with np.errstate(invalid="ignore", over="ignore"):
        gaps = np.abs(have.astype(np.float64) - want.astype(np.float64))
    finite = gaps[np.isfinite(gaps)]
    start = tuple(max(0, n - REGION // 2) for n in first)
    block = tuple(slice(n, n + REGION) for n in start)
    return Difference(
        index=first,
        expected=_spelled(want[first]),
        observed=_spelled(have[first]),
        count=int(wrong.sum()),
        size=int(wrong.size),
        largest=float(finite.max()) if finite.size == gaps.size else None,
        region_start=start,
        region_expected=want[block].tolist(),
        region_observed=have[block].tolist(),
    )


def _spelled(value: Any) -> str:
    return str(value.item() if value.dtype.kind in "biu" else value)


def identical(one: Any, other: Any) -> bool:
    """Whether two values are exactly the same: (1, 2), [1, 2] and an array of them are."""
    return bool(_normal(one) == _normal(other))


def _normal(value: Any) -> Any:
    """Nested lists of exact Python values."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    return value
