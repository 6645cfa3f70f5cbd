"""Checks once and prints: what `grader check` and `grader hint` do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.desk.client import AtDesk
from grader.desk.hints import about, brief_of, hints
from grader.desk.memory import Memory
from grader.desk.messages import Event, Outline, OutlineStep, Request
from grader.desk.showing import brief_text, where_next
from grader.language import sentence
from grader.records import Outcome, StepRecord
from grader.report.terminal.layout import Indented
from grader.report.terminal.steps import step_details, step_line

DONE, NOT_GOOD_ENOUGH, FAULT = 0, 1, 3


def console() -> Console:
    """Where results go: no colour and no markup of what is printed in a pipe."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # signs that a terminal has not
    return Console(highlight=False, markup=False, emoji=False)


def request(
    do: str,
    here: Path,
    course: Path | None,
    steps: Sequence[str] = (),
    paths: Sequence[Path] = (),
) -> Request:
    """A request, with absolute paths."""
    return Request(
        do,
        here=str(here.resolve()),
        course=str(course.resolve()) if course else "",
        paths=tuple(str(one.resolve()) for one in paths),
        steps=tuple(steps),
        begun_only=True,
    )


def outline(
    desk: AtDesk, here: Path, course: Path | None, steps: Sequence[str] = ()
) -> Outline:
    """The course and the work. Raises as `AtDesk.ask`."""
    found: list[Outline] = []

    def keep(event: Event) -> None:
        if event.outline is not None:
            found.append(event.outline)

    desk.ask(request("outline", here, course, steps), keep)
    return found[-1]


class Printer:
    """Prints steps as they are done: the first that fails in full, others in a line.

    everything: every step in full. in_full: as `everything`, but passed checks in a line.
    brief:      each step that was begun in a line.
    """

    def __init__(
        self,
        out: Console,
        everything: bool = False,
        in_full: bool = False,
        brief: bool = False,
    ) -> None:
        self.outline: Outline | None = None
        self._out = out
        self._everything = everything
        self._in_full = in_full or everything
        self._brief = brief
        self._failed = False
        self._status = out.status("") if out.is_terminal else None

    def on_event(self, event: Event) -> None:
        """Print what an event tells."""
        if event.outline is not None:
            self.outline = event.outline
        if event.kind == "waiting":
            self._wait(sentence("desk.waiting"))
        elif event.kind == "began":
            self._wait(sentence("desk.examining", step=event.step))
        elif event.record is not None:
            self._done(event.record)

    def close(self) -> None:
        """Take what only stands there for the moment from the terminal."""
        if self._status is not None:
            self._status.stop()

    def _wait(self, text: str) -> None:
        if self._status is not None:
            self._status.update(Text(text, style="dim"))
            self._status.start()

    def _done(self, record: StepRecord) -> None:
        self.close()
        passed = record.outcome is Outcome.PASSED
        if record.outcome is Outcome.NOT_ATTEMPTED and not self._in_full:
            return
        first_failed = not (passed or self._failed or self._brief)
        if self._in_full or first_failed:
            self._out.print(step_details(record, self._everything))
        else:
            self._out.print(step_line(record))
            if not (passed or self._brief):
                name = record.id.partition("_")[2]
                self._out.print(Text(f"  {sentence('desk.see_more', name=name)}", "dim"))
        self._failed = self._failed or not passed


def check_once(
    desk: AtDesk,
    steps: Sequence[str],
    paths: Sequence[Path],
    course: Path | None,
    everything: bool,
) -> int:
    """Check some steps, or all that were begun; the exit code."""
    out = console()
    printer = Printer(out, everything, in_full=bool(steps) or _is_one_file(paths))
    try:
        wanted = request("check", Path.cwd(), course, steps, paths)
        answer = desk.ask(wanted, printer.on_event)
    finally:
        printer.close()
    assert answer.submission is not None
    records = answer.submission.steps
    if printer.outline is not None:
        memory = Memory(printer.outline)
        memory.keep(records)
        _sum_up(out, printer.outline, memory, records, named=bool(steps or paths))
    if answer.submission.fault:
        out.print(Text(sentence("fault", fault=answer.submission.fault)))
    return exit_code(answer)


def _is_one_file(paths: Sequence[Path]) -> bool:
    return bool(paths) and all(not one.is_dir() for one in paths)


def exit_code(answer: Event) -> int:
    """0 when all that was examined passes, 3 when something could not be examined."""
    assert answer.submission is not None
    outcomes = {step.outcome for step in answer.submission.steps}
    if Outcome.UNGRADED in outcomes or answer.submission.status == "ungraded":
        return FAULT if outcomes or answer.submission.fault else DONE
    return DONE if outcomes <= {Outcome.PASSED} else NOT_GOOD_ENOUGH


def _sum_up(
    out: Console,
    outline: Outline,
    memory: Memory,
    records: Sequence[StepRecord],
    named: bool,
) -> None:
    """What was not examined, how far along one is, what is next."""
    for record in records:
        step = outline.step(record.id)
        if step.state == "untouched" and step.file.endswith(".py"):
            told = sentence("desk.untouched", file=step.file, work=outline.work)
            out.print(Indented(Text(told), 0))
    if not records and not named:
        out.print(Indented(Text(sentence("desk.nothing_begun", work=outline.work)), 0))
    left = sum(step.state != "begun" for step in outline.steps)
    if records and left and not named:
        out.print(Text(sentence("desk.not_begun", count=left), "dim"))
    if any(_has_hidden(outline.step(one.id), one) for one in records):
        out.print(Text(sentence("desk.hidden"), "dim"))
    out.print(where_next(outline, memory))


def _has_hidden(step: OutlineStep, record: StepRecord) -> bool:
    return step.hidden and record.outcome is Outcome.PASSED


def give_hint(desk: AtDesk, name: str, course: Path | None, everything: bool) -> int:
    """Check a step and give the next hint to it; the exit code."""
    found: list[Outline] = []

    def keep(event: Event) -> None:
        if event.outline is not None:
            found.append(event.outline)

    answer = desk.ask(request("check", Path.cwd(), course, [name]), keep)
    assert answer.submission is not None
    record = answer.submission.steps[0]
    memory = Memory(found[0])
    memory.keep([record])
    show_hint(console(), memory, found[0], record, everything)
    return DONE


def show_hint(
    out: Console,
    memory: Memory,
    outline: Outline,
    record: StepRecord,
    everything: bool = False,
    more: str = "desk.hint.more",
) -> None:
    """Print the next hint to a step, and remember that it was given.

    outline: one that was asked for the step. more: id of how to get another one.
    """
    name = record.id.partition("_")[2]
    if record.outcome is Outcome.PASSED:
        out.print(Text(sentence("desk.hint.passes", name=name)))
        out.print(where_next(outline, memory))
        return
    told = hints(brief_of(outline, record.id), record)
    number = min(memory.hints(record.id, about(record)) + 1, len(told))
    first = 1 if everything else number
    last = len(told) if everything else number
    for count in range(first, last + 1):
        one = told[count - 1]
        head = sentence(
            "desk.hint", number=count, count=len(told), name=name, title=one.title
        )
        out.print(Text(head, "bold"))
        out.print(brief_text(one.text))
        out.print()
    memory.keep_hints(record.id, about(record), last)
    id = more if last < len(told) else "desk.hint.last"
    if last == len(told) and record.outcome is Outcome.NOT_ATTEMPTED:
        id = "desk.hint.begin"
    out.print(Text(sentence(id, name=name), "dim"))


def show_brief(outline: Outline) -> None:
    """Print what the step asks that an outline was asked for."""
    step = outline.step(outline.asked[0])
    out = console()
    out.print()
    out.print(brief_text(brief_of(outline, step.id)))
    out.print()
    out.print(Text(sentence("desk.write_it", file=step.file or f"{step.id}.py"), "bold"))
