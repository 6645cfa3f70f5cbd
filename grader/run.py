"""Grades many submissions side by side: one thread a job, one fork server for all."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace

from grader.course import Course
from grader.examination.cache import FindingsCache, default_folder
from grader.examination.recorded import RecordedFindings
from grader.examination.references import Findings, References
from grader.grading import Setting, grade
from grader.notebooks.execution import MODULES as NOTEBOOK_MODULES
from grader.records import RunRecord, SubmissionRecord
from grader.sandbox.client import WorkerSource, hide_from_debuggers
from grader.sandbox.places import sweep
from grader.sandbox.sources import Preload, default_source
from grader.submissions import Submission

LOOK_SECONDS = 0.5
OnProgress = Callable[[str, str], None]
OnDone = Callable[[SubmissionRecord], None]
MakeSource = Callable[[Preload], WorkerSource]


@contextmanager
def open_setting(
    course: Course,
    seed: str,
    make_source: MakeSource = default_source,
    notebooks: bool = False,
) -> Iterator[Setting]:
    """What the submissions of a run share; its processes end with the block.

    notebooks: whether workers are to be able to execute notebooks, which costs half a
               second at the start.
    """
    hide_from_debuggers()
    sweep()
    preload = course.preload
    if notebooks:
        preload = replace(preload, modules=(*preload.modules, *NOTEBOOK_MODULES))
    source = make_source(preload)
    try:
        findings = findings_of(course, source.versions)
        yield Setting(course, seed, source, References(course, source, seed, findings))
    finally:
        source.close()


def findings_of(course: Course, versions: Mapping[str, str]) -> Findings:
    """What is known of right and wrong answers; of a kit all, else what was remembered.

    versions: of what workers run.
    """
    if course.is_kit:
        return RecordedFindings()
    return FindingsCache(course.digest, versions, default_folder())


def header(course: Course, seed: str, versions: Mapping[str, str]) -> RunRecord:
    """The record of a run that has no submissions yet."""
    return RunRecord(
        course=course.path.name,
        course_title=course.title,
        course_version=course.version,
        course_path=str(course.path),
        seed=seed,
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        versions=versions,
        limits=course.limits,
        submissions=(),
        parts=course.parts,
    )


def grade_all(
    submissions: Sequence[Submission],
    setting: Setting,
    workers: int,
    on_step: OnProgress = lambda submission, step: None,
    on_done: OnDone = lambda record: None,
) -> None:
    """Grade submissions, `workers` at a time.

    on_step: told (submission id, step id) when a step begins.
    on_done: given each record as it is made, so that a class of any size needs little
             memory. Both are called in the job's thread. What either raises ends the run.
    """

    def job(submission: Submission) -> None:
        on_done(grade(submission, setting, lambda step: on_step(submission.id, step)))

    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="job")
    futures = [pool.submit(job, one) for one in submissions]
    try:
        _wait_for(futures)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        setting.source.close()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _wait_for(futures: Sequence[Future[None]]) -> None:
    """Wait until all are done, or raise what one of them raised.

    In slices, since Ctrl-C does not end a wait on Windows and is seen after it.
    """
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, LOOK_SECONDS, FIRST_EXCEPTION)
        for future in done:
            future.result()
