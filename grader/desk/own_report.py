"""The report of one's own work: pages in `report` beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.circumstances import installed_versions
from grader.course import Course
from grader.desk.client import AtDesk
from grader.desk.messages import OnEvent, Request
from grader.examination.conversation import PUBLIC_SEED
from grader.report import page_path, require_writable, write_reports
from grader.run import header

FOLDER = "report"


def write_own_report(desk: AtDesk, work: Path, course: Course, on_event: OnEvent) -> Path:
    """Check every step and write the student's pages; the path of the one to open.

    course: with all its checks; the visible ones are held.

    Raises:
        UsageError: `report` cannot be written. Else as `AtDesk.ask`.
    """
    out = work / FOLDER
    require_writable(out)
    wanted = Request("check", here=str(work), course=str(course.path), paths=(str(work),))
    record = desk.ask(wanted, on_event).submission
    assert record is not None
    head = header(course, PUBLIC_SEED, installed_versions(course))
    write_reports(replace(head, submissions=(record,)), out)
    return page_path(out, record.id)
