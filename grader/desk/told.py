"""What a desk answers, with the course's own words in the language that is spoken."""

from __future__ import annotations

from dataclasses import replace

from grader.desk.messages import Event, Outline
from grader.language.course_texts import course_texts
from grader.report.translated import translated_step, translated_submission


class Translator:
    """Translates the events of one request; `course` is its folder, "" while unknown."""

    def __init__(self, course: str) -> None:
        self._course = course

    def event(self, event: Event) -> Event:
        """An event as it is to be shown."""
        if event.outline is not None:
            self._course = event.outline.course
            return replace(event, outline=translated_outline(event.outline))
        if event.record is not None:
            return replace(event, record=translated_step(event.record, self._course))
        if event.submission is not None:
            told = translated_submission(event.submission, self._course)
            return replace(event, submission=told)
        return event


def translated_outline(outline: Outline) -> Outline:
    """A course and some work, by the translations in the course's folder."""
    texts = course_texts(outline.course)
    if texts is None:
        return outline
    return replace(
        outline,
        title=texts.text(outline.title),
        steps=tuple(replace(one, title=texts.text(one.title)) for one in outline.steps),
        parts=tuple((texts.text(title), steps) for title, steps in outline.parts),
    )
