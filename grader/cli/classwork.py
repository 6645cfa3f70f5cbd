"""What commands about a class share: its settings, its store, its report."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.base import FAULT, say, tell
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.assignments import Settings
    from grader.class_report import ClassReport
    from grader.course import Course
    from grader.marks import Assignment
    from grader.records import RunRecord
    from grader.report import Audience, Reported
    from grader.store import Store


@dataclass(frozen=True)
class Classwork:
    """A course, an assignment of it, and the store of its grades."""

    settings: Settings
    course: Course
    assignment: Assignment
    store: Store


def settings_and_course(course: Path | None) -> tuple[Settings, Course]:
    """The grader.toml that holds here, and the course."""
    from grader.assignments import find_settings
    from grader.course import load_course

    settings = find_settings(Path.cwd())
    return settings, load_course(course or settings.course)


@contextlib.contextmanager
def classwork(
    course: Path | None, store: Path | None, assignment: str = ""
) -> Iterator[Classwork]:
    """Open the store that is there, with the course that it was graded with."""
    from grader.assignments import find_settings
    from grader.course import load_course
    from grader.store import open_store

    settings = find_settings(Path.cwd())
    with open_store(store or settings.store, must_exist=True) as opened:
        chosen = load_course(course or settings.course or opened.course_path)
        opened.belong_to(chosen.path.name, chosen.path)
        wanted = settings.assignment(assignment, chosen)
        yield Classwork(settings, chosen, wanted, opened)


def require_somebody(work: Classwork) -> None:
    """Refuse an assignment that nobody handed in for, and name those that there are."""
    name = work.assignment.name
    there = work.store.assignments()
    if name in there:
        return
    told = f"the assignment {name}" if name else "the whole course"
    others = ", ".join(one for one in there if one)
    more = f" There are: {others}. Name one with --assignment." if others else ""
    raise UsageError(f"{work.store.path}: nobody handed in for {told}.{more}")


@contextlib.contextmanager
def store_at(path: Path | None, course: Course) -> Iterator[Store]:
    """A store for a run: at a path, or one that ends with the run."""
    from grader.store import open_store

    with contextlib.ExitStack() as stack:
        if path is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-"))
            opened = stack.enter_context(open_store(Path(folder) / "grades.sqlite"))
        else:
            opened = stack.enter_context(open_store(path))
            stack.enter_context(opened.running())
        opened.belong_to(course.path.name, course.path)
        yield opened


def require_store_apart(store: Path, out: Path) -> None:
    """Refuse a store below the folder of reports, which people delete."""
    if out.resolve() in store.resolve().parents:
        raise UsageError(
            f"The store {store} would lie in {out}, which may be deleted at any time. "
            "Choose another place with --store."
        )


def folder_of(out: Path, assignment: str) -> Path:
    """Where the report of an assignment goes: the whole course's is `out` itself."""
    from grader.report import safe_name

    return out / safe_name(assignment) if assignment else out


def write_class_report(
    work: Classwork, out: Path, audience: Audience, anonymous: bool
) -> int:
    """Rebuild the report of an assignment from the store and say where it is."""
    from grader.class_report import ClassReport

    head = header_of(work)
    with ClassReport(
        *(work.store, work.assignment, head, out, audience, anonymous)
    ) as report:
        return tell_marks(report, *report.finish())


def header_of(work: Classwork) -> RunRecord:
    """The record of a run over the store, without its submissions."""
    from grader.circumstances import installed_versions
    from grader.run import header

    _, seed = work.store.seed()
    return header(work.course, seed, installed_versions(work.course))


def tell_marks(report: ClassReport, index: Path, everyone: list[Reported]) -> int:
    """Say where the report is, who has no mark or page; FAULT when a page is missing."""
    from grader.visible import short

    ungraded = [one for one in everyone if one.mark.status == "ungraded"]
    if ungraded:
        names = ", ".join(short(one.mark.student.name) for one in ungraded[:10])
        more = f" and {len(ungraded) - 10} more" if len(ungraded) > 10 else ""
        say(f"Not graded, and without a mark: {names}{more}. `grader grade` tries again.")
    for id, error in report.failed.items():
        kind = type(error).__name__
        say(f"The page of {short(id)} could not be made ({kind}: {error}), a grader fault.")
    tell(f"Reports: {index}")
    return FAULT if report.failed else 0
