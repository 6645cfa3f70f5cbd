"""Grades many submissions side by side: one thread a job, one fork server for all."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

import grader
from grader.course import Course
from grader.examination.cache import FindingsCache, default_folder
from grader.examination.references import References
from grader.grading import Setting, grade
from grader.records import RunRecord, SubmissionRecord
from grader.sandbox.client import WorkerSource
from grader.sandbox.sources import default_source
from grader.submissions import Submission

OnProgress = Callable[[str, str], None]
MakeSource = Callable[[Course], WorkerSource]


def new_seed() -> str:
    """A secret seed nobody can guess: 128 random bits as hex."""
    return secrets.token_hex(16)


def _source_for(course: Course) -> WorkerSource:
    return default_source(course.preload)


@contextmanager
def open_setting(
    course: Course, seed: str, make_source: MakeSource = _source_for
) -> Iterator[Setting]:
    """What the submissions of a run share; its processes end with the block."""
    source = make_source(course)
    try:
        cache = FindingsCache(course.digest, source.versions, default_folder())
        yield Setting(course, seed, source, References(course, source, seed, cache))
    finally:
        source.close()


def grade_all(
    submissions: Sequence[Submission],
    setting: Setting,
    workers: int,
    on_step: OnProgress = lambda submission, step: None,
    on_done: Callable[[SubmissionRecord], None] = lambda record: None,
) -> RunRecord:
    """Grade submissions, `workers` at a time; the record keeps their order.

    on_step: told (submission id, step id) from the job's thread when a step begins.
    on_done: told each record, in the caller's thread, as it is made.
    """
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    records: dict[str, SubmissionRecord] = {}
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="job")
    try:
        futures = [pool.submit(_job, one, setting, on_step) for one in submissions]
        for future in as_completed(futures):
            record = future.result()
            records[record.id] = record
            on_done(record)
    except BaseException:
        for future in futures:
            future.cancel()
        setting.source.close()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    course = setting.course
    return RunRecord(
        course=course.path.name,
        course_title=course.title,
        course_version=course.version,
        course_path=str(course.path),
        seed=setting.seed,
        started=started,
        versions={"grader": grader.__version__, **setting.source.versions},
        limits=course.limits,
        submissions=tuple(records[one.id] for one in submissions),
    )


def _job(submission: Submission, setting: Setting, on_step: OnProgress) -> SubmissionRecord:
    return grade(submission, setting, lambda step: on_step(submission.id, step))
