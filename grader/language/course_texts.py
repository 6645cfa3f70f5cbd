"""What a course says, in the language that is spoken.

A course keeps its translations in `locale/LANGUAGE/LC_MESSAGES/course.mo` beside its
steps. Checks give names to what they compare as they run, often with numbers in them:
`losses of 5 examples` is looked up as `losses of {} examples`, and of `W1: losses` the two
sides are looked up apart.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from pathlib import Path

from grader.language import speech

DOMAIN = "course"
LOCALE = "locale"
_NUMBERED = re.compile(r"[A-Za-z_]*\d+(?:\.\d+)*(?:e[+-]?\d+)?")
_BESIDE = ": "


def parts(name: str) -> list[str]:
    """What is looked up of a name: its sides, each word with a number as `{}`."""
    return [_NUMBERED.sub("{}", side) for side in name.split(_BESIDE)]


@dataclass(frozen=True)
class CourseTexts:
    """Translations of one course into one language."""

    known: gettext.NullTranslations

    def text(self, english: str) -> str:
        """A whole text of the course; English where it is not translated."""
        return self.known.gettext(english) if english else ""

    def name(self, english: str) -> str:
        """The name of something that a check compares."""
        whole = self.text(english)
        if whole != english:
            return whole
        return _BESIDE.join(map(self._side, english.split(_BESIDE)))

    def _side(self, side: str) -> str:
        if not (numbers := _NUMBERED.findall(side)):
            return self.text(side)
        told = self.text(_NUMBERED.sub("{}", side))
        pieces = told.split("{}")
        if len(pieces) != len(numbers) + 1:  # the translation lost one, or there is none
            return side
        return "".join(
            text + number for text, number in zip(pieces, [*numbers, ""], strict=True)
        )


def course_texts(course: str | Path) -> CourseTexts | None:
    """Those of a course's folder; None where nothing is to be translated."""
    if not str(course) or speech.spoken() == speech.ENGLISH:
        return None
    return CourseTexts(speech.translations(Path(course) / LOCALE, DOMAIN))
