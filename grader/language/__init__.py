"""Everything that people read, in the language that was asked for.

`catalogue` holds every sentence in English by id; `locale/LANGUAGE/LC_MESSAGES/grader.po`
has its translations, which gettext reads. A course has its own translations beside its
steps (`course_texts`). What is not translated is shown in English.
"""

from grader.language.sentences import Whole, counted, is_known, sentence
from grader.language.speech import ENGLISH, available, require, speaking, spoken, use

__all__ = [
    "ENGLISH",
    "Whole",
    "available",
    "counted",
    "is_known",
    "require",
    "sentence",
    "speaking",
    "spoken",
    "use",
]
