"""A step as a student reads it at the desk: what failed first, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from grader.language import sentence
from grader.language.quantities import points_of
from grader.records import CheckRecord, Outcome, Reason, StepRecord
from grader.report.checks_view import check_view, problem_view, shared_cause
from grader.report.sentences import flag_sentence, outcome_sign, outcome_word, rationale
from grader.report.tables import Cell, ValueView
from grader.report.terminal.layout import Indented
from grader.report.terminal.styles import STYLES
from grader.report.views import (
    CallView,
    Caps,
    CheckView,
    FindingView,
    PairView,
    ProblemView,
    Prose,
    prose,
)
from grader.visible import short, terminal_text, visible

CAPS = Caps(calls=2, passed_calls=1, findings=6, plots=False, coloured=False)
PRINTED_LINES = 12
QUIET_FLAGS = frozenset({"fresh_worker"})
NO_CALL = frozenset({Reason.NOT_FOUND, Reason.NOT_CALLABLE, Reason.WRONG_SIGNATURE})
SETTLED = frozenset({Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED})


def step_line(step: StepRecord) -> Text:
    """A step in one line: sign, number, name, outcome, points."""
    number, _, name = step.id.partition("_")
    style = STYLES[step.outcome]
    line = Text(f"{outcome_sign(step.outcome)} ", style=style)
    line.append(short(f"{number} {name}", 60), style="bold")
    line.append(f"  {outcome_word(step.outcome)}", style=style)
    line.append(f"  {_points(step.score, step.max_score)}", style="dim")
    return line


def step_details(step: StepRecord, everything: bool = False) -> RenderableType:
    """A step with its checks, failed ones first.

    everything: show of passed checks, too, what was called and what came back.
    """
    return Group(*_step(step, everything))


def check_details(check: CheckRecord, step: StepRecord) -> RenderableType:
    """One check that did not pass, as `step_details` shows it."""
    return Group(*_failed(check, step, set(), everything=False))


def _step(step: StepRecord, everything: bool) -> Iterator[RenderableType]:
    yield step_line(step)
    for flag in step.flags:
        if flag not in QUIET_FLAGS:
            yield Indented(Text(flag_sentence(flag, step.cell is not None), style="dim"))
    shared = shared_cause(step)
    if step.reason is Reason.NOT_FOUND and not step.source.strip():
        yield Indented(Text(sentence("desk.empty_file")))
    elif shared is not None and shared.outcome is not Outcome.PASSED:
        yield from _shared(shared, step)
    else:
        yield from _checks(step, everything)
    yield from _printed(step)


def _shared(check: CheckRecord, step: StepRecord) -> Iterator[RenderableType]:
    """What all checks of a step have in common, as a syntax error."""
    yield Indented(_prose(prose(rationale(check))))
    problem = problem_view(check, step, CAPS)
    if problem is not None:
        yield from _problem(problem, 2)


def _checks(step: StepRecord, everything: bool) -> Iterator[RenderableType]:
    failed = [one for one in step.checks if one.outcome not in SETTLED]
    skipped = [one for one in step.checks if one.outcome in SETTLED - {Outcome.PASSED}]
    passed = [one for one in step.checks if one.outcome is Outcome.PASSED]
    told: set[object] = set()
    for check in failed:
        yield from _failed(check, step, told, everything)
    for check in skipped:
        yield _check_line(check)
        yield Indented(_prose(prose(rationale(check)), "dim"), 4)
    for check in passed:
        yield _check_line(check)
        if everything:
            view = check_view(check, step, CAPS, shared=False)
            yield from _calls(view.calls, open_only=False)


def _failed(
    check: CheckRecord, step: StepRecord, told: set[object], everything: bool
) -> Iterator[RenderableType]:
    """A failed check; in brief where its cause was explained at an earlier one.

    told: causes, and ids of misconceptions, that were explained already.
    """
    view = check_view(check, step, CAPS, shared=False)
    cause = _cause(check)
    in_full = everything or cause is None or cause not in told
    told.add(cause)
    yield _check_line(check)
    if in_full or check.misconceptions:
        yield Indented(_prose(view.rationale), 4)
    else:
        yield Indented(Text(sentence("desk.same_cause"), style="dim"), 4)
    printed = check.details.get("observed_kind") == "NoneType" and step.output.text
    if in_full and printed:
        yield Indented(_prose(prose(sentence("desk.printed_not_returned"))), 4)
    if in_full and check.reason not in NO_CALL:
        yield from _calls(view.calls, open_only=view.telling)
        yield from _findings(view)
    if in_full and view.problem is not None:
        yield from _problem(view.problem, 4)
    for one in check.misconceptions:
        yield Indented(Text(sentence("misconception", name=one.name), style="bold"), 4)
        if one.id not in told:
            told.add(one.id)
            yield Indented(_prose(prose(one.hint)), 4)
    if not check.misconceptions and in_full and check.reason is not Reason.EXCEPTION:
        yield Indented(_prose(view.hint, "dim"), 4)
    yield Text("")


def _cause(check: CheckRecord) -> object:
    """What several checks may have in common, so that it is explained once."""
    if check.misconceptions:
        return tuple(one.id for one in check.misconceptions)
    if check.reason is Reason.WRONG_VALUE:
        return None
    frames = check.problem.frames if check.problem is not None else ()
    return check.reason, frames, str(check.details.get("name", ""))


def _check_line(check: CheckRecord) -> RenderableType:
    style = STYLES[check.outcome]
    line = Text(f"{outcome_sign(check.outcome)} ", style=style)
    line.append(short(check.name, 300), style="" if check.outcome in SETTLED else "bold")
    line.append(f"  {outcome_word(check.outcome)}", style=style)
    line.append(f"  {_points(check.points, check.max_points)}", style="dim")
    return Indented(line)


def _findings(view: CheckView) -> Iterator[RenderableType]:
    """What was compared and does not hold; where it is not told by the check itself."""
    several = len(view.findings) > 1
    for finding in view.findings:
        if finding.passed or not (finding.pair or finding.sentence):
            continue
        yield from _finding(finding, several)


def _finding(finding: FindingView, several: bool) -> Iterator[RenderableType]:
    if several:
        yield Indented(Text(finding.name, style="underline"), 4)
    if finding.sentence:
        yield Indented(_prose(finding.sentence), 4)
    if finding.pair is not None:
        yield _Pair(finding.pair, 6)


def _calls(calls: Iterable[CallView], open_only: bool) -> Iterator[RenderableType]:
    """What was called. `open_only`: what came back only where no finding tells it."""
    for call in calls:
        yield Indented(Text(f"> {call.code}", style="cyan"), 4)
        for given in call.inputs:
            yield _Named(f"{given.name} =", given.value, 6)
        if call.pair is not None and (call.pair_open or not open_only):
            yield _Pair(call.pair, 6)


def _problem(problem: ProblemView, by: int) -> Iterator[RenderableType]:
    """The student's own lines, then type and message."""
    for frame in problem.frames:
        yield Indented(Text(frame.place, style="dim"), by)
        yield Indented(Text(frame.code), by + 4)
        if frame.caret:
            yield Indented(Text(frame.caret, style="bold red"), by + 4)
    if problem.type_name or problem.message:
        text = f"{problem.type_name}: {problem.message}".strip(": ")
        yield Indented(Text(text, style="yellow"), by)


def _printed(step: StepRecord) -> Iterator[RenderableType]:
    """The last lines that the code printed."""
    lines = visible(terminal_text(step.output.text)).rstrip().splitlines()
    if not lines:
        return
    yield Indented(Text(sentence("desk.printed"), style="dim"))
    if len(lines) > PRINTED_LINES:
        more = sentence("desk.printed_before", count=len(lines) - PRINTED_LINES)
        yield Indented(Text(more, style="dim"), 4)
    for line in lines[-PRINTED_LINES:]:
        yield Indented(Text(short(line, 300) if len(line) > 300 else line), 4)


class _Named:
    """A value behind its name, in as many lines as it has."""

    def __init__(self, name: str, value: ValueView, by: int) -> None:
        self._name = name
        self._value = value
        self._by = by

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        head = Text.assemble(self._name, " ", (self._value.label, "dim"))
        yield Indented(head, self._by)
        for line in _lines(self._value):
            yield Indented(line, self._by + 2, wrap=False)


class _Pair:
    """Expected beside returned; one below the other where the terminal is narrow."""

    def __init__(self, pair: PairView, by: int) -> None:
        self._pair = pair
        self._by = by

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sides = [
            [_head(sentence(id), value), *_lines(value)]
            for id, value in (
                ("label.expected", self._pair.expected),
                ("label.observed", self._pair.observed),
            )
            if value is not None
        ]
        widths = [max(line.cell_len for line in side) for side in sides]
        room = options.max_width - self._by
        if len(sides) == 2 and sum(widths) + 4 <= room:
            for left, right in zip_longest(*sides, fillvalue=Text("")):
                line = left.copy()
                line.pad_right(widths[0] + 4 - line.cell_len)
                yield Indented(Text.assemble(line, right), self._by, wrap=False)
            return
        for side in sides:
            for line in side:
                yield Indented(line, self._by, wrap=False)


def _head(name: str, value: ValueView) -> Text:
    return Text.assemble((name, "bold"), "  ", (value.label, "dim"))


def _lines(value: ValueView) -> list[Text]:
    """A value as lines, the place of the first difference between > and <."""
    if value.rows:
        lines = _table(value)
    elif value.items:
        lines = [line for item in value.items for line in (Text(item.label), *_lines(item))]
    else:
        lines = [_cell(Cell(value.text, value.marked))] if value.text else []
    note = [Text(value.note, style="dim italic")] if value.note else []
    return lines + note


def _table(value: ValueView) -> list[Text]:
    """Rows of cells, right-aligned, behind their indices when there are several rows."""
    rows = [[_cell(cell) for cell in row.cells] for row in value.rows]
    columns = list(zip_longest(*rows, fillvalue=Text("")))
    widths = [max(cell.cell_len for cell in column) for column in columns]
    labels = [row.label for row in value.rows] if len(rows) > 1 else [""]
    room = max(map(len, labels))
    lines = []
    for label, cells in zip(labels, rows, strict=True):
        line = Text(f"{label:>{room}} " if room else "", style="dim")
        for position, cell in enumerate(cells):
            line.append(" " * (widths[position] - cell.cell_len + bool(position)))
            line.append_text(cell)
        lines.append(line)
    return lines


def _cell(cell: Cell) -> Text:
    if cell.marked:
        return Text(f">{cell.text}<", style="bold not dim reverse")
    return Text(cell.text, style="not dim")


def _prose(paragraphs: Prose, style: str = "") -> Text:
    text = Text(style=style)
    for position, paragraph in enumerate(paragraphs):
        if position:
            text.append("\n")
        for is_code, piece in paragraph:
            words = " ".join(piece.split("\n")) if not is_code else piece
            text.append(words, style="bold" if is_code else "")
    return text


def _points(points: float | None, most: float) -> str:
    if points is None:
        return sentence("no_mark")
    return points_of(points, most)
