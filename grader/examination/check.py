"""What a course author writes with: the `check` decorator and the comparisons.

A check is an ordinary function of the trusted process. It draws all its inputs
from `rng`, speaks to the code through `subject`, and returns named findings.
Nothing here imports TensorFlow or student code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from grader.examination.drawings import Drawing
from grader.examination.subject import Answer, Subject

Scalar: TypeAlias = "bool | int | float | str"
Findable: TypeAlias = "Answer | npt.ArrayLike | Scalar | tuple[Any, ...]"
Comparison: TypeAlias = Literal["close", "equal", "within", "between", "is_true"]


@dataclass(frozen=True)
class Finding:
    """A reduced value and the comparison it must satisfy.

    value:      an array, or a bool, int, float, str or tuple of those.
    comparison: `close` and `equal` compare with the reference's finding of the
                same name, the others need no reference.
    plot:       what is to be drawn, as `grader.records.FindingRecord` says, else "".
    drawing:    what that needs besides the value.
    outcomes:   the random outcomes whose median `value` is; one unless it was confirmed.
    """

    value: Any
    comparison: Comparison
    rtol: float = 0.0
    atol: float = 0.0
    target: Any = None
    low: float = 0.0
    high: float = 0.0
    plot: str = ""
    outcomes: tuple[float, ...] = ()
    drawing: Drawing = field(default_factory=dict)


def _reduced(value: Findable) -> Any:
    """An Answer's array, and everything else as it is."""
    return value.array() if isinstance(value, Answer) else value


def close(
    value: Findable,
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    plot: str = "",
    drawing: Drawing | None = None,
) -> Finding:
    """Numbers that must equal the reference's: same shape, |d| <= atol + rtol*|ref|.

    The defaults are the curriculum's for pure float32 functions. NaN and infinity
    satisfy it only where the reference has the same.
    """
    return Finding(
        np.asarray(_reduced(value)),
        "close",
        rtol=rtol,
        atol=atol,
        plot=plot,
        drawing=drawing or {},
    )


def equal(value: Findable) -> Finding:
    """A value that must be exactly the reference's (ints, strings, tuples)."""
    return Finding(_reduced(value), "equal")


def equals(value: Findable, target: Any) -> Finding:
    """A value that must be exactly `target` (ints, strings, tuples)."""
    return Finding(_reduced(value), "equal", target=target)


def within(
    value: Findable, target: npt.ArrayLike, *, atol: float, rtol: float = 0.0
) -> Finding:
    """Numbers within atol + rtol*|target| of a target that the check knows itself."""
    return Finding(
        np.asarray(_reduced(value)),
        "within",
        rtol=rtol,
        atol=atol,
        target=np.asarray(target),
    )


def between(
    value: Findable,
    low: float,
    high: float,
    *,
    plot: str = "",
    drawing: Drawing | None = None,
) -> Finding:
    """Numbers inside the closed band [low, high]; for outcomes that are random."""
    return Finding(
        np.asarray(_reduced(value)),
        "between",
        low=low,
        high=high,
        plot=plot,
        drawing=drawing or {},
    )


def is_true(value: bool) -> Finding:
    """A statement that must hold."""
    return Finding(bool(value), "is_true")


Findings: TypeAlias = Mapping[str, Finding]
CheckFunction: TypeAlias = Callable[[Subject, np.random.Generator], Findings]


@dataclass(frozen=True)
class Check:
    """One check of a step: its promise, points, visibility and function.

    id:    the function's name. name: the promise, one clause that a student reads.
    hint:  the function's docstring, a sentence or two on what is examined.
    after: id of a check of the same step without whose pass this one is skipped.
    """

    id: str
    name: str
    hint: str
    points: float
    hidden: bool
    after: str | None
    function: CheckFunction
    line: int

    @property
    def visibility(self) -> str:
        """`visible` or `hidden`."""
        return "hidden" if self.hidden else "visible"


def check(
    name: str, *, points: float, hidden: bool = False, after: str | None = None
) -> Callable[[CheckFunction], Check]:
    """Declare a check. The ten points of a step are the sum over its checks.

    A hidden check draws from the secret seed and shows a student its promise and
    outcome but no input and no expected value; a visible one uses the public seed.
    """

    def declare(function: CheckFunction) -> Check:
        return Check(
            id=function.__name__,
            name=name,
            hint=inspect.cleandoc(function.__doc__ or ""),
            points=float(points),
            hidden=hidden,
            after=after,
            function=function,
            line=function.__code__.co_firstlineno,
        )

    return declare


def checks_of(members: Iterable[Any]) -> tuple[Check, ...]:
    """The checks among a module's members, in the order they were written."""
    found = [member for member in members if isinstance(member, Check)]
    return tuple(sorted(found, key=lambda one: one.line))
