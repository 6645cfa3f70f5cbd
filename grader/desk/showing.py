"""What commands of the desk print about the course as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.text import Text

from grader.desk.memory import Memory
from grader.desk.messages import Outline, OutlineStep
from grader.language import sentence
from grader.language.quantities import points_text
from grader.records import Outcome
from grader.report.sentences import outcome_sign, outcome_word
from grader.report.terminal.layout import Hanging, Indented
from grader.report.terminal.styles import STYLES
from grader.visible import short

BAR = 24
BEGUN = "begun"


def next_step(outline: Outline, memory: Memory) -> OutlineStep | None:
    """What to go on with: a step that was begun and does not pass, else the first that is
    not known to pass; None when all do."""
    left = [one for one in outline.steps if memory.outcome(one) is not Outcome.PASSED]
    begun = (one for one in left if one.state == BEGUN)
    return next(begun, next(iter(left), None))


def passed(outline: Outline, memory: Memory) -> int:
    """How many steps are known to pass."""
    return sum(memory.outcome(one) is Outcome.PASSED for one in outline.steps)


def bar(done: int, all_: int, width: int = BAR) -> Text:
    """A bar, as full as the share that is done, and the numbers behind it."""
    full = width * done // all_ if all_ else 0
    return Text.assemble(
        ("█" * full, "green"),
        ("░" * (width - full), "dim"),
        " " + sentence("desk.passed_of", done=done, all=all_, count=all_),
    )


def where_next(outline: Outline, memory: Memory) -> RenderableType:
    """How far along the workshop, and what comes next."""
    step = next_step(outline, memory)
    told = bar(passed(outline, memory), len(outline.steps))
    if step is None:
        return Text.assemble(told, "\n", sentence("desk.all_passed"))
    return Text.assemble(
        told,
        "\n",
        (sentence("desk.next", number=_number(step), name=step.name), "bold"),
        f" {short(step.title)}",
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
        yield from _lines(steps, memory, next_step(outline, memory))
    yield Text("")
    yield where_next(outline, memory)


def _parts(outline: Outline) -> Iterator[tuple[str, Sequence[OutlineStep]]]:
    if not outline.parts:
        yield "", outline.steps
    for title, ids in outline.parts:
        yield title, [outline.step(id) for id in ids]


def _lines(
    steps: Sequence[OutlineStep], memory: Memory, coming: OutlineStep | None
) -> Iterator[Text]:
    states = [_state(step, memory) for step in steps]
    names = max(len(step.name) for step in steps)
    words = max(len(word) for _, word, _ in states)
    for step, (sign, word, style) in zip(steps, states, strict=True):
        points = memory.points(step)
        told = points_text(step.max_score)
        if points is not None:
            told = f"{points_text(points)}/{told}"
        yield Text.assemble(
            (f"{sign} ", style),
            (f"{_number(step)} {step.name:{names}}  ", "bold" if step is coming else ""),
            (f"{word:{words}}  ", style),
            (f"{told:>5}  {short(step.title)}", "dim"),
            no_wrap=True,
            overflow="ellipsis",
        )


def _state(step: OutlineStep, memory: Memory) -> tuple[str, str, str]:
    """Sign, word and style of a step."""
    outcome = memory.outcome(step)
    if step.state == BEGUN and outcome is not None:
        return outcome_sign(outcome), outcome_word(outcome), STYLES[outcome]
    sign = "·" if step.state == BEGUN else outcome_sign(Outcome.NOT_ATTEMPTED)
    return sign, sentence(f"desk.state.{step.state}"), "dim"


def _number(step: OutlineStep) -> str:
    return step.id.partition("_")[0]


def brief_text(brief: str) -> RenderableType:
    """A brief for a terminal of any width: prose flows, indented lines stay."""
    return Group(*_flowing(brief))


def _flowing(brief: str) -> Iterator[RenderableType]:
    for kind, lines in groupby(brief.splitlines(), key=_kind):
        if kind == "prose":
            yield Indented(Text(" ".join(line.strip() for line in lines)), 0)
        else:
            yield from (Hanging(line) if line.strip() else Text() for line in lines)


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    return "indented" if line.startswith("    ") else "prose"
