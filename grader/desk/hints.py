"""Hints to a step, from what is asked to the nearest misconception; one more each time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.course import exercises
from grader.desk.messages import Outline
from grader.language import sentence
from grader.language.course_texts import course_texts
from grader.records import CheckRecord, Outcome, StepRecord
from grader.report.sentences import rationale

HEADING = re.compile(r"\S.*\n    ")


@dataclass(frozen=True)
class Hint:
    """What it is about, and the text; lines of it that are indented stay as they are."""

    title: str
    text: str


def hints(brief: str, record: StepRecord | None) -> Sequence[Hint]:
    """All hints to a step, the vaguest first; none when it passes.

    brief:  what the step asks, as `brief_of` has it.
    record: of the last check, None when the step was not begun.
    """
    first, details = _parts(brief)
    asked = [Hint(sentence("desk.hint.asked"), first)]
    if details:
        asked.append(Hint(sentence("desk.hint.details"), details))
    failed = first_failed(record)
    if record is None or record.outcome in (Outcome.PASSED, Outcome.NOT_ATTEMPTED):
        return asked
    if failed is None:
        return asked
    promise = sentence("desk.hint.promise", name=failed.name)
    told = [Hint(sentence("desk.hint.check"), f"{promise}\n\n{failed.hint}")]
    named = failed.misconceptions or record.misconceptions
    if not named:
        return [*asked, *told, Hint(sentence("desk.hint.why"), rationale(failed))]
    for one in named:
        told.append(
            Hint(
                sentence("desk.hint.mistake"),
                sentence("misconception", name=one.name),
            )
        )
        told.append(Hint(sentence("desk.hint.mend"), one.hint))
    return [*asked, *told]


def first_failed(record: StepRecord | None) -> CheckRecord | None:
    """The first check that did not pass and was not skipped."""
    checks = record.checks if record is not None else ()
    settled = (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED)
    return next((one for one in checks if one.outcome not in settled), None)


def about(record: StepRecord | None) -> str:
    """What the hints of a step are about; they begin anew when it changes."""
    failed = first_failed(record)
    if record is None or failed is None:
        return ""
    return "/".join([failed.id, *(one.id for one in record.misconceptions)])


def _parts(brief: str) -> tuple[str, str]:
    """The beginning of a brief, and its blocks with headings (shapes, an example)."""
    paragraphs = re.split(r"\n\s*\n", brief)
    first = paragraphs.pop(0)
    while not first.rstrip().endswith((".", "!", "?")) and paragraphs:
        first = f"{first}\n\n{paragraphs.pop(0)}"
    return first, "\n\n".join(one for one in paragraphs if HEADING.match(one))


def brief_of(outline: Outline, id: str) -> str:
    """What a step asks that an outline was asked for, in the language that is spoken."""
    english = exercises.brief(outline.exercise(id))
    texts = course_texts(outline.course)
    return english if texts is None else texts.text(english)
