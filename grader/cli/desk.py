"""Commands for a student's own work: check, watch, hint, list, next, reset, stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.base import (
    NOT_GOOD_ENOUGH,
    CourseOption,
    command,
    command_called,
    say,
    tell,
)
from grader.errors import UsageError
from grader.language import Whole, sentence

if TYPE_CHECKING:
    from grader.desk import AtDesk, Event, Outline

ServerOption = Annotated[
    bool, typer.Option("--no-server", help="Start no background server; slower.")
]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", help="Say why there is no background server.")
]
StepArgument = Annotated[str, typer.Argument(help="A step, as 15_softmax or softmax.")]


@command
def check(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="Steps (15_softmax or softmax), files, or a folder. Default: every step "
            "that was begun."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show everything, of passed checks too.")
    ] = False,
    course: CourseOption = None,
    no_server: ServerOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Check your own work by the visible checks."""
    from grader.desk.checking import check_once

    steps, paths = _sorted(what or [])
    with _desk(no_server, verbose) as desk:
        return check_once(desk, steps, paths, course, everything)


@command
def watch(
    step: Annotated[str, typer.Argument(help="Only this step. Default: any.")] = "",
    course: CourseOption = None,
    no_server: ServerOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Check each step when you save it; keys give hints and more."""
    from grader.desk.watching import watch

    with _desk(no_server, verbose) as desk:
        return watch(desk, Path.cwd(), course, step)


@command
def hint(
    step: StepArgument,
    everything: Annotated[bool, typer.Option("--all", help="Show all hints.")] = False,
    course: CourseOption = None,
    no_server: ServerOption = False,
) -> int:
    """Give a hint to a step, one more at each call."""
    from grader.desk.checking import give_hint

    with _desk(no_server, False) as desk:
        return give_hint(desk, step, course, everything)


@command_called("list")
def list_steps(course: CourseOption = None, no_server: ServerOption = False) -> int:
    """List all steps and how far you are."""
    from grader.desk.checking import console
    from grader.desk.memory import Memory
    from grader.desk.showing import overview

    with _desk(no_server, False) as desk:
        outline = _outline(desk, course)
        console().print(overview(outline, Memory(outline)))
    return 0


@command_called("next")
def next_(course: CourseOption = None, no_server: ServerOption = False) -> int:
    """Show what to do next."""
    from grader.desk.checking import console, show_brief
    from grader.desk.memory import Memory
    from grader.desk.showing import next_step, where_next

    with _desk(no_server, False) as desk:
        outline = _outline(desk, course)
        memory = Memory(outline)
        step = next_step(outline, memory)
        console().print(where_next(outline, memory))
        if step is not None:
            show_brief(_outline(desk, course, step.id))
    return 0


@command
def reset(
    step: StepArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    course: CourseOption = None,
    no_server: ServerOption = False,
) -> int:
    """Put a step's file back as it was handed out, keeping yours beside it."""
    from grader.desk.resetting import put_back, target_of

    with _desk(no_server, False) as desk:
        outline = _outline(desk, course, step)
    file = target_of(outline)
    if not yes and not typer.confirm(sentence("desk.reset.ask", file=file.name)):
        say(sentence("desk.watch.unchanged"))
        return NOT_GOOD_ENOUGH
    backup = put_back(file, outline.exercises[0])
    tell(sentence("desk.reset.done", file=file.name))
    if backup is not None:
        tell(sentence("desk.reset.kept", file=backup.name))
    return 0


@command
def stop() -> int:
    """End the background server, which ends by itself after ten idle minutes."""
    from grader.desk.client import stop_server

    tell(sentence("desk.server.ended" if stop_server() else "desk.server.none"))
    return 0


def own_report(course: Path | None, no_open: bool) -> int | None:
    """Write the report of the work that is here and open it; None where there is none."""
    from grader.assignments import find_settings
    from grader.course import load_course
    from grader.desk.work import find_work

    settings = find_settings(Path.cwd())
    if settings.file or settings.store.exists():
        return None
    chosen = load_course(course)
    try:
        work = find_work(Path.cwd(), chosen)
    except UsageError:
        return None
    from grader.desk.checking import Printer, console
    from grader.desk.own_report import write_own_report

    printer = Printer(console(), brief=True)
    with _desk(no_server=False, verbose=False) as desk:
        try:
            page = write_own_report(desk, work, chosen, printer.on_event)
        finally:
            printer.close()
    tell(sentence("desk.report", page=Whole(page)))
    if not no_open:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
    return 0


def _desk(no_server: bool, verbose: bool) -> AtDesk:
    from grader.desk import AtDesk

    def note(event: Event) -> None:
        if verbose:
            say(sentence("desk.no_server", why=event.text))

    return AtDesk(False if no_server else None, note)


def _sorted(what: list[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """What was named: steps, and paths."""
    paths = [one for one in what if _is_path(one)]
    steps = [one for one in what if one not in paths]
    if any(not one.strip() for one in steps):
        raise UsageError(sentence("desk.empty_name"))
    return tuple(steps), tuple(map(Path, paths))


def _is_path(text: str) -> bool:
    named = text.endswith((".py", ".ipynb")) or "/" in text or "\\" in text
    return named or text in (".", "..")


def _outline(desk: AtDesk, course: Path | None, *steps: str) -> Outline:
    from grader.desk.checking import outline

    return outline(desk, Path.cwd(), course, steps)
