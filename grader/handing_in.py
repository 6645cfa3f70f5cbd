"""From what was named on the command line to attempts of students."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course
from grader.downloads import Attempt, Download, Layout, open_download
from grader.downloads.roster import RosterEntry, join, read_roster
from grader.records import Student
from grader.submissions import Submission, find_submissions, holds_one_submission


@dataclass(frozen=True)
class HandedOver:
    """All attempts that some paths name.

    downloads: those that were recognised, to be told.
    whole:     whether each is a student's whole work, and not one file of it: only that may
               count for a mark that is kept.
    roster:    everyone on it, those who handed in with the key of their attempts.
    absent:    who is on the roster and handed in nothing.
    strangers: who handed in and is not on the roster for certain.
    """

    attempts: tuple[Attempt, ...]
    downloads: tuple[Download, ...]
    whole: bool
    roster: tuple[RosterEntry, ...] = ()
    absent: tuple[RosterEntry, ...] = ()
    strangers: tuple[Student, ...] = ()

    @property
    def is_class(self) -> bool:
        """Whether this is more than one student's work."""
        return bool(self.downloads or self.roster)


def collect(
    paths: Sequence[Path],
    course: Course,
    layout: Layout | None = None,
    time_zone: datetime.tzinfo = datetime.UTC,
    roster: Path | None = None,
) -> HandedOver:
    """Read files, folders and downloads, in their order; later ones are later attempts.

    Raises:
        UsageError: a path or the roster cannot be read, or holds no submission.
    """
    attempts: list[Attempt] = []
    downloads = []
    single = [one for one in paths if layout is None and holds_one_submission(one, course)]
    for submission in find_submissions(single, course):
        attempts.append(_attempt(submission))
    for path in paths:
        if path not in single:
            download = open_download(path, course, layout, time_zone)
            downloads.append(download)
            attempts += download.attempts
    whole = not any(one.is_file() for one in single)
    handed = HandedOver(tuple(_numbered(attempts)), tuple(downloads), whole)
    if roster is None:
        return handed
    entries = read_roster(roster, time_zone)
    joined = join(handed.attempts, entries)
    return replace(
        handed,
        attempts=joined.attempts,
        roster=joined.roster,
        absent=joined.absent,
        strangers=joined.strangers,
    )


def extension_text(entry: RosterEntry) -> str:
    """An extension as a store keeps it: seconds, a deadline as ISO 8601, or ""."""
    match entry.extension:
        case None:
            return ""
        case datetime.timedelta() as more:
            return f"{more.total_seconds():.0f}"
        case until:
            return until.isoformat()


def _attempt(submission: Submission) -> Attempt:
    student = Student(submission.id, submission.student)
    return Attempt(student, submission, None, None, 1)


def _numbered(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Attempts of one student from several paths are numbered on."""
    counts: dict[str, int] = {}
    numbered = []
    for attempt in attempts:
        counts[attempt.student.key] = number = counts.get(attempt.student.key, 0) + 1
        numbered.append(replace(attempt, number=number))
    return numbered
