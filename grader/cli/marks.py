"""Commands about marks that are there: reports, overrides, comments, backups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.base import (
    AnonymousOption,
    AssignmentOption,
    AudienceOption,
    CourseOption,
    OutOption,
    StoreOption,
    command,
    say,
    show,
    tell,
)
from grader.cli.classwork import (
    classwork,
    folder_of,
    require_somebody,
    require_store_apart,
    write_class_report,
)
from grader.errors import UsageError

StudentArgument = Annotated[
    str, typer.Argument(help="Key, name, e-mail address or id of a student.")
]
ClearOption = Annotated[bool, typer.Option("--clear", help="Undo it.")]


@command
def report(
    out: OutOption = Path("reports"),
    everything: Annotated[
        bool, typer.Option("--all", help="Of every assignment that was graded.")
    ] = False,
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
    audience: AudienceOption = "student",
    anonymous: AnonymousOption = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Of your own work: open no browser.")
    ] = False,
) -> int:
    """Write reports anew from the store; without one, of your own work."""
    from grader.report import require_writable

    if store is None and not (assignment or everything):
        from grader.cli.desk import own_report

        code = own_report(course, no_open)
        if code is not None:
            return code
    with classwork(course, store, assignment) as work:
        require_store_apart(work.store.path, out)
        code = 0
        names = work.store.assignments() if everything else [assignment]
        for name in names:
            wanted = replace(work, assignment=work.settings.assignment(name, work.course))
            require_somebody(wanted)
            folder = folder_of(out, name)
            require_writable(folder)
            code = max(code, write_class_report(wanted, folder, audience, anonymous))
    return code


@command
def override(
    student: StudentArgument,
    step: Annotated[str, typer.Argument(help="A step, as 05_mse or mse.")],
    points: Annotated[
        float | None, typer.Argument(min=0, help="Points, on the step's own scale.")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason; the student reads it.")] = "",
    clear: ClearOption = False,
    course: CourseOption = None,
    store: StoreOption = None,
) -> int:
    """Give points for a step by hand; they are kept through regrades."""
    if clear == (points is not None):
        raise UsageError("Give the points, or --clear to undo, and not both.")
    if not clear and not why.strip():
        raise UsageError("Say why, with --why TEXT: the student will read it.")
    from grader.visible import short

    with classwork(course, store) as work:
        chosen, known = work.course.step(step), work.store.find(student)
        if clear:
            count = work.store.clear("override", known.key, chosen.id)
            return _cleared(count, f"points for {chosen.id} of {short(known.name)}")
        assert points is not None
        if points > chosen.max_score:
            raise UsageError(f"{chosen.id} has {chosen.max_score:g} points at the most.")
        work.store.override(known.key, chosen.id, points, why.strip())
        tell(f"{short(known.name)}: {points:g} of {chosen.max_score:g} for {chosen.id}.")
    say("`grader report --all` writes the pages anew.")
    return 0


@command
def comment(
    student: StudentArgument,
    text: Annotated[str | None, typer.Argument(help="What the student will read.")] = None,
    step: Annotated[str, typer.Option(help="About this step. Default: the whole.")] = "",
    clear: ClearOption = False,
    course: CourseOption = None,
    store: StoreOption = None,
) -> int:
    """Write a comment to a student, on the page; it is kept through regrades."""
    if clear == bool(text and text.strip()):
        raise UsageError("Give a text, or --clear to remove what is there, and not both.")
    from grader.visible import short

    with classwork(course, store) as work:
        chosen = work.course.step(step).id if step else ""
        known = work.store.find(student)
        if clear:
            count = work.store.clear("comment", known.key, chosen)
            return _cleared(count, f"comments to {short(known.name)}")
        assert text is not None
        work.store.comment(known.key, chosen, text.strip())
        tell(f"Noted for {short(known.name)}.")
    say("`grader report --all` writes the pages anew.")
    return 0


def _cleared(count: int, what: str) -> int:
    tell(f"Cleared: {what}." if count else f"There were no {what}.")
    return 0


@command
def history(
    student: StudentArgument, course: CourseOption = None, store: StoreOption = None
) -> int:
    """Show every grading of a student: who, when, versions, seed."""
    from grader.report.terminal.tables import history_table

    with classwork(course, store) as work:
        show(history_table(work.store.history(work.store.find(student).key)))
    return 0


@command
def log(course: CourseOption = None, store: StoreOption = None) -> int:
    """Show what was done to marks by hand; students stand under a pseudonym."""
    from grader.report.terminal.tables import log_table

    with classwork(course, store) as work:
        show(log_table(work.store.audit()))
    return 0


@command
def backup(
    target: Annotated[Path, typer.Argument(help="File to write.")],
    course: CourseOption = None,
    store: StoreOption = None,
    again: Annotated[
        bool, typer.Option("--replace", help="Replace a file that is there.")
    ] = False,
) -> int:
    """Copy the store, also while a run goes on."""
    with classwork(course, store) as work:
        if target.exists() and (not again or target.samefile(work.store.path)):
            raise UsageError(f"{target} is there already. Name another, or add --replace.")
        work.store.backup(target)
        tell(f"Copied to {target}. It holds personal data and the secret seed.")
    return 0


@command
def forget(
    student: StudentArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    course: CourseOption = None,
    store: StoreOption = None,
) -> int:
    """Remove a student's personal data, work and marks from the store."""
    from grader.visible import short

    with classwork(course, store) as work, work.store.running():
        known = work.store.find(student)
        if not yes and not typer.confirm(
            f"Remove {short(known.name)} ({short(known.key)}) with all work and marks?"
        ):
            say("Nothing was removed.")
            return 1
        pseudonym = work.store.pseudonym(known.key)
        work.store.forget(known.key)
        tell(f"Removed. The log keeps that {pseudonym} was forgotten.")
    say(
        "Reports, exports and backups may still name the student: delete them, then run "
        "`grader report --all`."
    )
    return 0
