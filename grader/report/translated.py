"""A record with the course's own words in the language that is spoken.

Records keep them in English: they are what results are compared and found by.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from grader.language.course_texts import CourseTexts, course_texts
from grader.marks import Mark
from grader.records import (
    CheckRecord,
    FindingRecord,
    MisconceptionRecord,
    RunRecord,
    StepRecord,
    SubmissionRecord,
)

if TYPE_CHECKING:
    from grader.course import Course


def translated(run: RunRecord) -> RunRecord:
    """A run, by the translations that lie in its course's folder."""
    texts = course_texts(run.course_path)
    if texts is None:
        return run
    return replace(
        run,
        course_title=texts.text(run.course_title),
        parts=tuple(replace(one, title=texts.text(one.title)) for one in run.parts),
        submissions=tuple(_submission(one, texts) for one in run.submissions),
    )


def translated_titles(course: Course) -> dict[str, str]:
    """The titles of a course's steps, by their ids."""
    texts = course_texts(course.path)
    return {one.id: texts.text(one.title) if texts else one.title for one in course.steps}


def translated_mark(mark: Mark, course: str) -> Mark:
    """A mark, by the translations in a course's folder."""
    texts = course_texts(course)
    if texts is None:
        return mark
    steps = (
        replace(
            one,
            title=texts.text(one.title),
            misconceptions=_misconceptions(one.misconceptions, texts),
        )
        for one in mark.steps
    )
    return replace(mark, steps=tuple(steps))


def translated_submission(record: SubmissionRecord, course: str) -> SubmissionRecord:
    """A submission, by the translations in a course's folder."""
    texts = course_texts(course)
    return record if texts is None else _submission(record, texts)


def translated_step(record: StepRecord, course: str) -> StepRecord:
    """A step, by the translations in a course's folder."""
    texts = course_texts(course)
    return record if texts is None else _step(record, texts)


def _submission(record: SubmissionRecord, texts: CourseTexts) -> SubmissionRecord:
    return replace(record, steps=tuple(_step(one, texts) for one in record.steps))


def _step(record: StepRecord, texts: CourseTexts) -> StepRecord:
    return replace(
        record,
        title=texts.text(record.title),
        checks=tuple(_check(one, texts) for one in record.checks),
        misconceptions=_misconceptions(record.misconceptions, texts),
    )


def _check(record: CheckRecord, texts: CourseTexts) -> CheckRecord:
    details = dict(record.details)
    for key, say in (("needed", texts.text), ("finding", texts.name)):
        if isinstance(english := details.get(key), str):
            details[key] = say(english)
    return replace(
        record,
        name=texts.text(record.name),
        hint=texts.text(record.hint),
        findings=tuple(_finding(one, texts) for one in record.findings),
        misconceptions=_misconceptions(record.misconceptions, texts),
        details=details,
    )


def _finding(record: FindingRecord, texts: CourseTexts) -> FindingRecord:
    return replace(record, name=texts.name(record.name))


def _misconceptions(
    records: tuple[MisconceptionRecord, ...], texts: CourseTexts
) -> tuple[MisconceptionRecord, ...]:
    return tuple(
        replace(one, name=texts.text(one.name), hint=texts.text(one.hint))
        for one in records
    )
