"""What commands of the desk print about the course as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.desk.memory import Memory
from grader.desk.messages import Outline, OutlineStep
from grader.records import Outcome
from grader.report.sentences import outcome_sign, outcome_word, sentence
from grader.report.terminal.styles import STYLES
from grader.report.visible import points_text, short

BAR = 24


def next_step(outline: Outline, memory: Memory) -> OutlineStep | None:
    """The first step that is not known to pass; None when all do."""
    return next(
        (one for one in outline.steps if memory.outcome(one) is not Outcome.PASSED), None
    )


def passed(outline: Outline, memory: Memory) -> int:
    """How many steps are known to pass."""
    return sum(memory.outcome(one) is Outcome.PASSED for one in outline.steps)


def bar(done: int, all_: int, width: int = BAR) -> Text:
    """A bar, as full as the share that is done, and the numbers behind it."""
    full = width * done // all_ if all_ else 0
    return Text.assemble(
        ("█" * full, "green"),
        ("░" * (width - full), "dim"),
        " " + sentence("desk.passed_of", done=done, all=all_),
    )


def where_next(outline: Outline, memory: Memory) -> RenderableType:
    """How far along the workshop, and what comes next."""
    step = next_step(outline, memory)
    told = bar(passed(outline, memory), len(outline.steps))
    if step is None:
        return Text.assemble(told, "\n", sentence("desk.all_passed"))
    return Text.assemble(
        told,
        "  ",
        (sentence("desk.next", number=_number(step), name=step.name), "bold"),
        f" {sentence('desk.next_title', title=step.title)}",
    )


def overview(outline: Outline, memory: Memory) -> RenderableType:
    """All steps, in the parts of the course."""
    return Group(*_overview(outline, memory))


def _overview(outline: Outline, memory: Memory) -> Iterator[RenderableType]:
    yield Text(short(outline.title), style="bold")
    for title, steps in _parts(outline):
        if title:
            done = sum(memory.outcome(one) is Outcome.PASSED for one in steps)
            yield Text.assemble(
                "\n", (short(title), "bold"), "  ", bar(done, len(steps), 8)
            )
        yield _table(steps, memory, outline)
    yield Text("")
    yield where_next(outline, memory)


def _parts(outline: Outline) -> Iterator[tuple[str, Sequence[OutlineStep]]]:
    if not outline.parts:
        yield "", outline.steps
    for title, ids in outline.parts:
        yield title, [outline.step(id) for id in ids]


def _table(steps: Sequence[OutlineStep], memory: Memory, outline: Outline) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    coming = next_step(outline, memory)
    for step in steps:
        sign, word, style = _state(step, memory)
        points = memory.points(step)
        told = points_text(step.max_score)
        if points is not None:
            told = f"{points_text(points)}/{told}"
        name = Text(f"{_number(step)} {step.name}", style="bold" if step is coming else "")
        table.add_row(
            Text(f"{sign} ", style=style) + name,
            Text(word, style=style),
            Text(told, style="dim"),
            Text(short(step.title), style="dim"),
        )
    return table


def _state(step: OutlineStep, memory: Memory) -> tuple[str, str, str]:
    """Sign, word and style of a step."""
    outcome = memory.outcome(step)
    if step.state == "begun" and outcome is not None:
        return outcome_sign(outcome), outcome_word(outcome), STYLES[outcome]
    sign = "·" if step.state == "begun" else outcome_sign(Outcome.NOT_ATTEMPTED)
    return sign, sentence(f"desk.state.{step.state}"), "dim"


def _number(step: OutlineStep) -> str:
    return step.id.partition("_")[0]
