"""A sentence by its id, with its parameters filled in."""

from __future__ import annotations

from grader.language import speech
from grader.language.catalogue import SENTENCES
from grader.visible import short

_SHOWN = 200


class Whole:
    """Text of our own as a parameter: shown as it is, however long."""

    def __init__(self, text: object) -> None:
        self._text = str(text)

    def __str__(self) -> str:
        return self._text


def sentence(id: str, /, **params: object) -> str:
    """The sentence of the catalogue in the language that is spoken.

    Parameters that are text are shown in one line, at most 200 characters, with
    invisible characters written out; `Whole` text stays as it is.

    Of one that differs by number, `count` chooses the form.

    Raises:
        KeyError: no such sentence, or a parameter that it needs is missing.
    """
    shown = {
        key: short(value, _SHOWN) if isinstance(value, str) else value
        for key, value in params.items()
    }
    known, english = speech.of_grader(), SENTENCES[id]
    if isinstance(english, str):
        return known.pgettext(id, english).format_map(shown)
    count = params["count"]
    assert isinstance(count, int)
    return known.npgettext(id, english.one, english.many, count).format_map(shown)


def counted(id: str, count: int) -> str:
    """The sentence for a count; empty when there is nothing to count."""
    return sentence(id, count=count) if count else ""


def is_known(id: str) -> bool:
    """Whether the catalogue has a sentence."""
    return id in SENTENCES
