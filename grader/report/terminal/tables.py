"""Tables and conversations for who grades a class."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import sentence
from grader.language.quantities import points_text
from grader.marks import Mark, StepMark
from grader.records import CheckRecord, FindingRecord, Outcome, Value
from grader.report.checks_view import call_code
from grader.report.sentences import (
    comparison_sentence,
    finding_sentence,
    outcome_sign,
    outcome_word,
    rationale,
)
from grader.report.terminal.styles import STYLES
from grader.report.values import label, one_line
from grader.report.write import Reported
from grader.visible import short, shorten, visible

MAX_STEP_COLUMNS = 8
MAX_ROWS = 60


def summary_table(everyone: Sequence[Reported]) -> Table:
    """Students by steps: a sign and the points in each cell, the final mark last.

    With more than MAX_STEP_COLUMNS steps only the signs are shown, in one column, so
    that the names stay readable in a terminal of 80 characters; of more than MAX_ROWS
    students the first.
    """
    rows = list(everyone[:MAX_ROWS])
    ids = sorted({step.id for one in rows for step in one.mark.steps})
    used = {step.outcome for one in rows for step in one.mark.steps}
    legend = Text("   ").join(
        Text(f"{outcome_sign(one)} {outcome_word(one)}", style=STYLES[one])
        for one in reversed(Outcome)
        if one in used
    )
    if len(everyone) > MAX_ROWS:
        more = sentence("terminal.more_students", count=len(everyone) - MAX_ROWS)
        legend = Text.assemble(more, "\n", legend)
    table = Table(caption=legend, caption_justify="left")
    table.add_column(Text(sentence("label.student")), overflow="fold", max_width=40)
    numbers = [short(id.partition("_")[0], 12) for id in ids]
    compact = len(ids) > MAX_STEP_COLUMNS
    if compact:
        table.add_column(Text(f"{numbers[0]} … {numbers[-1]}"), no_wrap=True)
    else:
        for number in numbers:
            table.add_column(Text(number), justify="right")
    table.add_column(Text(sentence("label.score")), justify="right", no_wrap=True)
    names = Counter(_spelled(one.mark.student.name) for one in rows)
    for one in rows:
        student = one.mark.student
        twin = f" ({student.key})" if names[_spelled(student.name)] > 1 else ""
        steps = {step.id: step for step in one.mark.steps}
        score = f"{points_text(one.mark.final)} / {points_text(one.mark.max_score)}"
        cells = [_cell(steps.get(id), points=not compact) for id in ids]
        table.add_row(
            Text(short(student.name + twin, 80)),
            *([Text.assemble(*cells)] if compact else cells),
            Text(score, style="bold"),
        )
    return table


def _spelled(name: str) -> str:
    """A name as it looks: accents in one character or two, any blanks."""
    return unicodedata.normalize("NFC", short(name))


def changes_table(changes: Sequence[tuple[Mark, Mark]]) -> Table:
    """Marks before and after a regrade, with the steps that differ."""
    table = Table()
    for column in ("student", "step", "before", "after"):
        table.add_column(Text(sentence(f"label.{column}")), overflow="fold")
    for before, after in changes:
        name = Text(short(before.student.name, 80))
        for old, new in zip(before.steps, after.steps, strict=True):
            if (old.outcome, old.points) != (new.outcome, new.points):
                table.add_row(name, Text(old.id), _cell(old, True), _cell(new, True))
                name = Text("")
        totals = [
            Text(f"{points_text(one.final)} / {points_text(one.max_score)}", style="bold")
            for one in (before, after)
        ]
        table.add_row(name, Text(""), *totals, end_section=True)
    return table


def history_table(gradings: Sequence[Mapping[str, Any]]) -> Table:
    """Every grading of a student, oldest first."""
    table = Table()
    for column in ("graded", "assignment", "handed_in", "score", "who", "seed", "versions"):
        table.add_column(Text(sentence(f"label.{column}")), overflow="fold")
    for one in gradings:
        versions = ", ".join(f"{name} {told}" for name, told in one["versions"].items())
        score = f"{points_text(one['score'])} / {points_text(one['max_score'])}"
        row = [one["at"], one["assignment"], one["submitted"], score, one["who"]]
        cells = [*row, str(one["seed_id"]), versions]
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return table


def log_table(entries: Sequence[Sequence[str]]) -> Table:
    """The audit log, oldest first: when, who, action, student, details."""
    table = Table()
    for column in ("when", "who", "action", "student", "details"):
        table.add_column(Text(sentence(f"label.{column}")), overflow="fold")
    for entry in entries:
        table.add_row(*(Text(visible(cell)) for cell in entry))
    return table


def _cell(step: StepMark | None, points: bool) -> Text:
    if step is None or step.outcome is None:
        return Text("·", style="dim")
    sign = outcome_sign(step.outcome)
    text = f"{sign} {points_text(step.points)}" if points else sign
    return Text(text, style=STYLES[step.outcome])


def conversation(check: CheckRecord) -> RenderableType:
    """A check as it was held: calls, what came back, what was expected, findings."""
    return Group(*_parts(check))


def _parts(check: CheckRecord) -> Iterator[RenderableType]:
    style = STYLES[check.outcome]
    title = Text(f"{outcome_sign(check.outcome)} ", style=style)
    title.append(short(check.name, 300), style="bold")
    points = f"{points_text(check.points)} / {points_text(check.max_points)}"
    title.append(f"  {outcome_word(check.outcome)}, {points}", style=style)
    yield title
    yield _indented(Text(rationale(check)))
    for one in check.misconceptions:
        yield _indented(Text(sentence("misconception", name=one.name), style="italic"))
        yield _indented(Text(visible(shorten(one.hint, 2000))))
    for call in check.calls:
        words = []
        for name, value in call.arguments:
            line = one_line(value, 200)
            words.append(f"{name}={line}" if name else line)
        yield Text(f"\n> {visible(call_code(call, words))}", style="cyan")
        if call.returned is not None:
            yield _value("label.observed", call.returned)
        if call.expected is not None:
            yield _value("label.expected", call.expected)
        if call.problem is not None and call.problem != check.problem:
            yield _indented(_problem_text(call.problem.type_name, call.problem.message))
    if check.problem is not None:
        for frame in check.problem.frames:
            yield _indented(Text(short(f"{frame.file}:{frame.line} {frame.function}", 200)))
            yield _indented(Text(visible(shorten(frame.code, 300))), 4)
        yield _indented(_problem_text(check.problem.type_name, check.problem.message))
    for finding in check.findings:
        yield from _finding(finding)


def _finding(finding: FindingRecord) -> Iterator[RenderableType]:
    outcome = Outcome.PASSED if finding.passed else Outcome.FAILED
    line = Text(f"\n{outcome_sign(outcome)} ", style=STYLES[outcome])
    line.append(short(finding.name, 200), style="bold")
    line.append(f"  {comparison_sentence(finding)}", style="dim")
    yield line
    if finding.passed:
        return
    yield _indented(Text(finding_sentence(finding)))
    if finding.expected is not None:
        yield _value("label.expected", finding.expected)
    if finding.observed is not None:
        yield _value("label.observed", finding.observed)


def _value(id: str, value: Value) -> RenderableType:
    text = Text(f"{sentence(id)}: ", style="dim")
    text.append(one_line(value, 400), style="default not dim")
    text.append(f"  {label(value)}")
    return _indented(text)


def _problem_text(type_name: str, message: str) -> Text:
    return Text(visible(shorten(f"{type_name}: {message}", 2000)), style="yellow")


def _indented(text: Text, by: int = 2) -> Padding:
    return Padding(text, (0, 0, 0, by))
