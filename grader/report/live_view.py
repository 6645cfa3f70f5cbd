"""What a check inside a notebook shows: a part of a page with its own styles, and text.

Notebooks put it between things of theirs, on a light or a dark ground, and some remove
styles: so each element has its own, colours come with a ground of their own or are those
around, and without any style the words still say everything.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Console

from grader.marks import Mark, Status
from grader.records import CheckRecord, Outcome, Reason, StepRecord, Student
from grader.report.checks_view import shared_cause
from grader.report.html import fragment
from grader.report.pages import step_view
from grader.report.sentences import (
    flag_sentence,
    outcome_sign,
    outcome_word,
    sentence,
    step_rationale,
)
from grader.report.terminal.tables import conversation
from grader.report.views import Caps, CheckView, StepView
from grader.report.visible import visible

MAX_BYTES = 200_000
TEXT_WIDTH = 88
FRAMES = 4
MAX_TEXT = 20_000
_CAPS = (
    Caps(source_lines=0, output=2000, calls=1, passed_calls=0, plots=False, findings=6),
    Caps(source_lines=0, output=500, calls=1, passed_calls=0, plots=False, findings=2),
    Caps(0, 200, 0, 0, plots=False, values=False, findings=1, text=300),
)
_NOBODY = Mark(Student("", ""), "", Status.GRADED, None, None, 0.0, ())


@dataclass(frozen=True)
class LiveStep:
    """A step, its visible checks counted, those to mend apart from the others."""

    step: StepView
    counted: str
    mend: tuple[CheckView, ...]
    others: tuple[CheckView, ...]


def live_html(records: Sequence[StepRecord], more: Collection[str]) -> str:
    """Steps as examined in a notebook, those that failed first.

    more: ids of the steps that have hidden checks besides.
    """
    html, note = "", _note(records, more)
    for caps in _CAPS:
        steps = [_live_step(one, caps) for one in _failed_first(records)]
        html = fragment("live.html.j2", steps=steps, note=note)
        if len(html.encode("utf-8")) < MAX_BYTES:
            break
    return html


def live_text(records: Sequence[StepRecord], more: Collection[str]) -> str:
    """The same as plain text."""
    lines = [line for one in _failed_first(records) for line in _text(one)]
    text = "\n".join([*lines, _note(records, more)]).rstrip()
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"


def _note(records: Sequence[StepRecord], more: Collection[str]) -> str:
    """That there is nothing, or that what passed here is not all; else empty."""
    if not records:
        return sentence("live.nothing")
    passed = [one.id for one in records if one.outcome is Outcome.PASSED]
    return sentence("live.more") if any(id in more for id in passed) else ""


def _failed_first(records: Sequence[StepRecord]) -> list[StepRecord]:
    said = map(_in_a_notebook, records)
    return sorted(said, key=lambda one: one.outcome is Outcome.PASSED)


def _live_step(record: StepRecord, caps: Caps) -> LiveStep:
    view = step_view(record, _NOBODY, caps)
    return LiveStep(
        step=view,
        counted=_counted(record),
        mend=tuple(one for one in view.checks if one.open),
        others=tuple(one for one in view.checks if not one.open),
    )


def _in_a_notebook(record: StepRecord) -> StepRecord:
    """The record, with what is said of a file elsewhere said of a notebook."""
    checks = (
        replace(one, details={**one.details, "live": True})
        if one.reason in (Reason.NOT_FOUND, Reason.NOT_CALLABLE)
        else one
        for one in record.checks
    )
    return replace(record, checks=tuple(checks))


def _counted(record: StepRecord) -> str:
    passed = sum(one.outcome is Outcome.PASSED for one in record.checks)
    return sentence("live.counted", passed=passed, all=len(record.checks))


def _text(record: StepRecord) -> Iterator[str]:
    word, sign = outcome_word(record.outcome), outcome_sign(record.outcome)
    yield f"{sign} {record.id}: {word}, {_counted(record)}"
    for flag in record.flags:
        yield f"  {flag_sentence(flag, notebook=True)}"
    shared = shared_cause(record)
    if record.outcome is not Outcome.PASSED and shared is not None:
        yield f"  {step_rationale(record)}"
    failed_before = False
    for check in record.checks:
        quiet = check.outcome in (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED)
        if quiet or shared is not None or failed_before:
            word = outcome_word(check.outcome)
            yield f"  {outcome_sign(check.outcome)} {check.name}  {word}"
        else:
            failed_before = True
            yield from (f"  {line}" for line in _conversation(check))
    if record.output.text:
        yield f"  {sentence('label.output')}:"
        for line in visible(record.output.text[:2000]).splitlines():
            yield f"    {line}"
    yield ""


def _conversation(check: CheckRecord) -> list[str]:
    problem = check.problem
    if problem is not None:
        check = replace(check, problem=replace(problem, frames=problem.frames[-FRAMES:]))
    stream = io.StringIO()
    Console(file=stream, width=TEXT_WIDTH, color_system=None).print(conversation(check))
    return [line.rstrip() for line in stream.getvalue().rstrip().splitlines()]
