"""Commands that make something else of marks and work: export, similar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.base import (
    NOT_GOOD_ENOUGH,
    AssignmentOption,
    AudienceOption,
    CourseOption,
    StoreOption,
    command,
    say,
    tell,
)
from grader.cli.classwork import (
    Classwork,
    classwork,
    folder_of,
    header_of,
    require_somebody,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.gradebook import Unmatched
    from grader.marks import Mark
    from grader.records import SubmissionRecord
    from grader.report import Audience
    from grader.similarity import Work
    from grader.store import Standing

ReportsOption = Annotated[Path, typer.Option(help="Folder of the reports that are there.")]
SHOWN = 50


@command
def export(
    to: Annotated[
        str,
        typer.Option(
            help="csv, canvas, moodle, moodle-feedback, brightspace, gradescope, "
            "prairielearn or junit."
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="File to write. Default: named after the format.")
    ] = None,
    gradebook: Annotated[
        Path | None, typer.Option("--gradebook", "--worksheet", help="Your LMS's own file.")
    ] = None,
    column: Annotated[str, typer.Option(help="Title of the column to fill.")] = "",
    scale: Annotated[
        bool, typer.Option("--scale", help="Bring marks to the points of that column.")
    ] = False,
    student: Annotated[
        str, typer.Option(help="Only this student, by key, name, e-mail address or id.")
    ] = "",
    reports: ReportsOption = Path("reports"),
    audience: AudienceOption = "student",
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
) -> int:
    """Write marks as a file that another system takes back."""
    from grader.bulk import mark_of
    from grader.gradebook import FORMATS, Need, Order
    from grader.gradebook import export as write

    with classwork(course, store, assignment) as work:
        require_somebody(work)
        standings = work.store.standings(assignment)
        if student:
            key = work.store.find(student).key
            standings = [one for one in standings if one.student.key == key]
        marks = [mark_of(one, work.assignment) for one in standings]
        needs = FORMATS[to].needs if to in FORMATS else frozenset()
        wants_records = needs & {Need.RECORDS, Need.ONE_RECORD}
        order = Order(
            marks=marks,
            records=_records(work, standings, audience) if wants_records else (),
            gradebook=_content(gradebook),
            column=column,
            scale=scale,
            pages=_pages(marks, reports, assignment) if Need.PAGES in needs else {},
        )
        suffix = FORMATS[to].suffix if to in FORMATS else ""
        path = out or Path(f"{assignment or work.course.path.name}-{to}{suffix}")
        made = write(to, order, path)
    _tell("No mark yet, and nothing written for", made.unfilled)
    _tell("Could not be matched", made.unmatched)
    tell(f"{path}: {made.written} written.")
    return NOT_GOOD_ENOUGH if made.unmatched else 0


def _tell(what: str, students: Sequence[Unmatched]) -> None:
    if students:
        say(f"{what}:")
    for one in students[:SHOWN]:
        say(f"  {one.student}: {one.why}")
    if len(students) > SHOWN:
        say(f"  and {len(students) - SHOWN} more")


def _content(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}.") from error


def _records(
    work: Classwork, standings: Sequence[Standing], audience: Audience
) -> tuple[SubmissionRecord, ...]:
    """The whole records, as the audience may see them."""
    from dataclasses import replace

    from grader.report import edition

    records = tuple(
        replace(work.store.record(one.grading.id), student=one.student.name)
        for one in standings
        if one.grading is not None
    )
    return edition(replace(header_of(work), submissions=records), audience).submissions


def _pages(marks: Sequence[Mark], reports: Path, assignment: str) -> dict[str, Path]:
    """The students' pages that are there, by the folder that Moodle gave each."""
    from grader.report import page_path

    found = {}
    for mark in marks:
        page = page_path(folder_of(reports, assignment), mark.student.key)
        if "moodle_folder" in mark.student.ids and page.is_file():
            found[mark.student.ids["moodle_folder"]] = page
    return found


@command
def similar(
    out: Annotated[Path, typer.Option(help="Page to write.")] = Path("similar.html"),
    most: Annotated[int, typer.Option(min=1, help="How many pairs at most.")] = 50,
    course: CourseOption = None,
    assignment: AssignmentOption = "",
    store: StoreOption = None,
) -> int:
    """List pairs of submissions that are alike beyond what the task explains."""
    from grader.course import exercise
    from grader.progress import counting
    from grader.report import edition, write_whole_page
    from grader.report.similarity_page import similarity_page
    from grader.report.translated import translated_titles
    from grader.similarity import similar as compare
    from grader.visible import short

    with classwork(course, store, assignment) as work:
        require_somebody(work)
        works = _works(work)
        steps = work.course.steps
        stubs = {one.id: exercise(one) for one in steps}
        with counting("Comparing", len(steps)) as advance:
            pairs = compare(
                *(works, work.course, stubs),
                most=most,
                on_progress=lambda step: advance(),
            )
        head = edition(header_of(work), "instructor")
        titles = translated_titles(work.course)
        write_whole_page(out, similarity_page(head, pairs, works, titles))
    names = {one.key: short(one.name) for one in works}
    for pair in pairs[:SHOWN]:
        alike = ", ".join(one.step for one in pair.steps[:4])
        tell(f"{pair.unusual:5.1f}  {names[pair.one]} and {names[pair.other]}: {alike}")
    tell(
        f"{len(pairs)} pairs of {len(works)} submissions are alike beyond what the task "
        "explains. That is a reason to look, and no verdict."
    )
    tell(f"Side by side: {out}")
    return 0


def _works(work: Classwork) -> list[Work]:
    """What every student wrote, step by step."""
    from grader.similarity import Work

    works = []
    for standing in work.store.standings(work.assignment.name):
        if standing.grading is not None:
            record = work.store.record(standing.grading.id)
            texts = {one.id: one.source for one in record.steps if one.source}
            works.append(Work(standing.student.key, standing.student.name, texts))
    return works
