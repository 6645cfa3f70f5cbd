"""Conversations as frames of the protocol: plain data, to be kept and read again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.examination.check import Finding
from grader.examination.conversation import Exchange, Failed, Held
from grader.records import Frame as TraceFrame
from grader.records import Outcome, Problem, Reason
from grader.sandbox.protocol import Array, Frame, Items, Scalar, Value


def to_frame(held: Held) -> Frame:
    """A conversation as a frame, without its arguments.

    Raises:
        MalformedFrame: a finding holds what no frame can.
    """
    values: list[Value] = []
    findings = []
    for name, finding in held.findings.items():
        plain = {
            field.name: getattr(finding, field.name)
            for field in dataclasses.fields(Finding)
            if field.name not in ("value", "target")
        }
        findings.append({"name": name, **plain})
        values += [stored(finding.value), stored(finding.target)]
    exchanges = []
    for exchange in held.exchanges:
        returned = exchange.returned or ()
        exchanges.append([exchange.verb, exchange.label, len(returned)])
        values += returned
    fields = {
        "findings": findings,
        "exchanges": exchanges,
        "names": sorted(held.names),
        "seconds": held.seconds,
        "failed": _plain_failure(held.failed),
    }
    return Frame(fields, tuple(values))


def from_frame(frame: Frame) -> Held:
    """The conversation that a frame holds. Raises what damaged fields raise."""
    values = iter(frame.values)
    findings = {}
    for plain in frame.fields["findings"]:
        name = plain.pop("name")
        value, target = restored(next(values)), restored(next(values))
        outcomes = tuple(plain.pop("outcomes"))
        findings[name] = Finding(value=value, target=target, outcomes=outcomes, **plain)
    exchanges = tuple(
        Exchange(verb, label, (), tuple(next(values) for _ in range(count)))
        for verb, label, count in frame.fields["exchanges"]
    )
    names = frozenset(frame.fields["names"])
    failed = _failure(frame.fields["failed"])
    return Held(findings, failed, exchanges, names, frame.fields["seconds"])


def _plain_failure(failed: Failed | None) -> dict[str, Any] | None:
    return dataclasses.asdict(failed) if failed else None


def _failure(plain: dict[str, Any] | None) -> Failed | None:
    if plain is None:
        return None
    problem = plain["problem"]
    if problem is not None:
        frames = tuple(TraceFrame(**one) for one in problem["frames"])
        problem = Problem(**{**problem, "frames": frames})
    outcome, reason = Outcome(plain["outcome"]), Reason(plain["reason"])
    return Failed(outcome, reason, problem, plain["details"])


def stored(thing: Any) -> Value:
    """A finding's value, or a drawn input, as a frame can hold it."""
    if isinstance(thing, np.ndarray | np.generic):
        return Array("ndarray", np.asarray(thing))
    if isinstance(thing, list | tuple):
        kind = "list" if isinstance(thing, list) else "tuple"
        return Items(kind, tuple(map(stored, thing)))
    return Scalar(type(thing).__name__, thing)


def restored(value: Value) -> Any:
    """What `stored` was given; a number of numpy comes back as an array of rank 0."""
    match value:
        case Array(_, data):
            return data
        case Items(kind, items):
            parts: Sequence[Any] = [restored(item) for item in items]
            return parts if kind == "list" else tuple(parts)
        case Scalar(_, content):
            return content
        case _:
            raise TypeError("no finding")
