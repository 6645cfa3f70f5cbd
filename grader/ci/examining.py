"""Examines one submission for CI: nothing is kept, and a fault of ours is no mark."""

from __future__ import annotations

from dataclasses import replace

from grader.circumstances import installed_versions
from grader.course import Course
from grader.grading import ungraded
from grader.records import RunRecord, SubmissionRecord
from grader.run import grade_all, header, open_setting
from grader.store import fresh_seed
from grader.submissions import Submission


def empty_run(course: Course, seed: str) -> RunRecord:
    """The record of a run that grades nothing."""
    return header(course, seed, installed_versions(course))


def examined(submission: Submission, course: Course) -> RunRecord:
    """The record of a run over one submission, with a secret seed of its own.

    Where our own side fails it is `ungraded`, whatever failed.
    """
    seed = fresh_seed()
    run = empty_run(course, seed)
    records: list[SubmissionRecord] = []
    try:
        with open_setting(course, seed, notebooks=bool(submission.notebooks)) as setting:
            grade_all([submission], setting, workers=1, on_done=records.append)
    except Exception as error:
        records = [ungraded(submission, course, f"{type(error).__name__}: {error}")]
    return replace(run, submissions=tuple(records))
