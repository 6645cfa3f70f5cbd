"""What `grader export --to NAME` offers: one list, with what each format needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from grader.errors import UsageError
from grader.gradebook.brightspace import fill_brightspace
from grader.gradebook.canvas import fill_canvas
from grader.gradebook.exports import Export, replacing
from grader.gradebook.feedback import moodle_feedback
from grader.gradebook.grades import grades_csv
from grader.gradebook.junit import junit_xml
from grader.gradebook.moodle import fill_moodle
from grader.gradebook.platforms import gradescope_results, prairielearn_results
from grader.marks import Mark
from grader.records import SubmissionRecord


class Need(StrEnum):
    """Something that a format is made from, beside the marks."""

    GRADEBOOK = "gradebook"
    COLUMN = "column"
    SCALE = "scale"
    RECORDS = "records"
    ONE_RECORD = "one_record"
    PAGES = "pages"


_OPTIONS = frozenset({Need.GRADEBOOK, Need.COLUMN, Need.SCALE})
_LACKING = {
    Need.GRADEBOOK: "give the file as you downloaded it from there (--gradebook FILE).",
    Need.COLUMN: "say which column is meant (--column TITLE).",
    Need.RECORDS: "there is no graded submission. Grade first.",
    Need.ONE_RECORD: "the file is for exactly one submission. Name one.",
    Need.PAGES: "there are no pages. Write the reports first.",
}


@dataclass(frozen=True)
class Order:
    """What an export is made from.

    records:   submissions, in the edition of whoever reads the file.
    gradebook: the instructor's own file.
    pages:     a student's page by the name of the student's Moodle folder.
    """

    marks: Sequence[Mark] = ()
    records: Sequence[SubmissionRecord] = ()
    gradebook: bytes | None = None
    column: str = ""
    scale: bool = False
    pages: Mapping[str, bytes | Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A format. help: one line for people; suffix: of its files' names.

    needs, takes: what an order for it must have, and what it may have as well.
    write:        writes a file; raises UsageError as the function behind it does.
    """

    name: str
    help: str
    suffix: str
    write: Callable[[Order, Path], Export]
    needs: frozenset[Need] = frozenset()
    takes: frozenset[Need] = frozenset()


def export(name: str, order: Order, path: Path) -> Export:
    """Write a file in a format. Nothing is left half written.

    Raises:
        UsageError: there is no such format, the order lacks what it needs or has what it
            cannot use, the instructor's file is not understood, or `path` cannot be
            written.
    """
    chosen = FORMATS.get(name)
    if chosen is None:
        raise UsageError(f"There is no format {name!r}. Choose from: {', '.join(FORMATS)}.")
    given = _given(order)
    for need in sorted(chosen.needs - given):
        raise UsageError(f"{name}: {_LACKING[need]}")
    for one in sorted((given & _OPTIONS) - chosen.needs - chosen.takes):
        raise UsageError(f"{name}: --{one} has no meaning here. Leave it out.")
    return chosen.write(order, path)


def _given(order: Order) -> set[Need]:
    one = len(order.records) == 1 and len(order.marks) <= 1
    given = {
        Need.GRADEBOOK: order.gradebook is not None,
        Need.COLUMN: bool(order.column.strip()),
        Need.SCALE: order.scale,
        Need.RECORDS: bool(order.records),
        Need.ONE_RECORD: one,
        Need.PAGES: bool(order.pages),
    }
    return {need for need, there in given.items() if there}


def _to_file(make: Callable[[Order], Export]) -> Callable[[Order, Path], Export]:
    def write(order: Order, path: Path) -> Export:
        made = make(order)
        with replacing(path) as file:
            file.write(made.content)
        return made

    return write


def _canvas(order: Order) -> Export:
    book = order.gradebook or b""
    return fill_canvas(book, order.marks, order.column, scale=order.scale)


def _moodle(order: Order) -> Export:
    book = order.gradebook or b""
    return fill_moodle(book, order.marks, order.column, scale=order.scale)


def _brightspace(order: Order) -> Export:
    return fill_brightspace(order.gradebook, order.marks, order.column, scale=order.scale)


def _platform(
    results: Callable[[SubmissionRecord, Mark | None], dict[str, object]],
) -> Callable[[Order], Export]:
    def make(order: Order) -> Export:
        mark = order.marks[0] if order.marks else None
        text = json.dumps(results(order.records[0], mark), indent=2, allow_nan=False)
        return Export(f"{text}\n".encode(), 1)

    return make


def _feedback(order: Order, path: Path) -> Export:
    return moodle_feedback(order.pages, path, [mark.student for mark in order.marks])


_LIST = (
    Format(
        "csv",
        "All about the marks in one table, for spreadsheets and scripts",
        ".csv",
        _to_file(lambda order: Export(grades_csv(order.marks), len(order.marks))),
    ),
    Format(
        "canvas",
        "Your Canvas gradebook with one assignment's column filled",
        ".csv",
        _to_file(_canvas),
        frozenset({Need.GRADEBOOK, Need.COLUMN}),
        frozenset({Need.SCALE}),
    ),
    Format(
        "moodle",
        "Your Moodle grading worksheet with the grades filled in",
        ".csv",
        _to_file(_moodle),
        frozenset({Need.GRADEBOOK}),
        frozenset({Need.COLUMN, Need.SCALE}),
    ),
    Format(
        "moodle-feedback",
        "The students' pages as the zip that Moodle takes as feedback files",
        ".zip",
        _feedback,
        frozenset({Need.PAGES}),
    ),
    Format(
        "brightspace",
        "Your Brightspace grades, or a new file, with one grade item filled",
        ".csv",
        _to_file(_brightspace),
        frozenset({Need.COLUMN}),
        frozenset({Need.GRADEBOOK, Need.SCALE}),
    ),
    Format(
        "gradescope",
        "results.json of a Gradescope autograder, for one submission",
        ".json",
        _to_file(_platform(gradescope_results)),
        frozenset({Need.ONE_RECORD}),
    ),
    Format(
        "prairielearn",
        "results.json of a PrairieLearn external grader, for one submission",
        ".json",
        _to_file(_platform(prairielearn_results)),
        frozenset({Need.ONE_RECORD}),
    ),
    Format(
        "junit",
        "JUnit XML for continuous integration",
        ".xml",
        _to_file(lambda order: Export(junit_xml(order.records), len(order.records))),
        frozenset({Need.RECORDS}),
    ),
)

FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _LIST})
"""The formats by name, in the order in which help lists them."""
