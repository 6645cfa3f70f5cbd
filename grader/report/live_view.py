"""What a check inside a notebook shows: a part of a page with its own styles, and text.

Notebooks put it between things of theirs, on a light or a dark ground, and some remove
styles: so each element has its own, colours come with a ground of their own or are those
around, and without any style the words still say everything.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rich.console import Console

from grader.language import sentence
from grader.marks import Mark, Status
from grader.records import Outcome, Reason, StepRecord, Student
from grader.report.html import fragment
from grader.report.pages import step_view
from grader.report.terminal.steps import step_details
from grader.report.views import Caps, CheckView, StepView

MAX_BYTES = 200_000
TEXT_WIDTH = 88
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
    """Steps as examined in a notebook, those that failed first; "" when it is too much.

    more: ids of the steps that have hidden checks besides.
    """
    note = _note(records, more)
    for caps in _CAPS:
        steps = [_live_step(one, caps) for one in _failed_first(records)]
        html = fragment("live.html.j2", steps=steps, note=note)
        if len(html.encode("utf-8")) < MAX_BYTES:
            return html
    return ""


def live_text(records: Sequence[StepRecord], more: Collection[str]) -> str:
    """The same as plain text, as a terminal shows it."""
    stream = io.StringIO()
    console = Console(file=stream, width=TEXT_WIDTH, color_system=None)
    for record in _failed_first(records):
        console.print(step_details(record))
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    text = "\n".join([*lines, _note(records, more)]).strip()
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
