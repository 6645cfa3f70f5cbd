"""A language whose every sentence stands in brackets, to see what does not come from a
catalogue."""

from __future__ import annotations

import contextlib
import gettext
import re
from html.parser import HTMLParser

from grader.language import speech

OPEN, CLOSE = "⟦", "⟧"
CODE = {"code", "pre", "kbd", "script", "style"}
CODE_CLASSES = {"listing", "array", "raised", "caret", "sample", "scalar"}
NO_END = {"meta", "link", "img", "input", "br", "hr", "col", "use", "path", "rect"}
SAID = {"title", "aria-label", "alt", "placeholder", "data-text", "data-less"}


class Marked(gettext.NullTranslations):
    """Puts every sentence between brackets."""

    def gettext(self, message):
        """A text of a course."""
        return f"{OPEN}{message}{CLOSE}"

    def pgettext(self, context, message):
        """A sentence of the grader, which stays as it is where it is a mere sign."""
        return message if context.startswith("sign.") else self.gettext(message)

    def npgettext(self, context, one, many, n):
        """One that differs by number."""
        return self.gettext(one if n == 1 else many)


@contextlib.contextmanager
def marked_language(monkeypatch):
    """Speak the language of brackets within the block."""
    with monkeypatch.context() as patch:
        patch.setattr(speech, "_process", "qq")
        patch.setattr(speech, "_translations", lambda *_: Marked())
        yield


def unmarked(text: str) -> str:
    """What stands outside all brackets."""
    depth, kept = 0, []
    for letter in text:
        if letter == OPEN:
            depth += 1
            kept.append(" ")
        elif letter == CLOSE:
            depth -= 1
        elif depth <= 0:
            kept.append(letter)
    return "".join(kept)


def words(text: str, known: set[str]) -> list[str]:
    """Words outside brackets which are no units and not among the known ones."""
    found = re.findall(r"[^\W\d_]{2,}", unmarked(text))
    return [one for one in found if one not in known]


class Said(HTMLParser):
    """What a page says: its text, without code, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.attributes: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attributes):
        """Go into an element, or past one that has no end."""
        given = dict(attributes)
        self.attributes += [given[name] for name in SAID & given.keys() if given[name]]
        if tag in NO_END:
            return
        classes = set((given.get("class") or "").split())
        code = tag in CODE or bool(classes & CODE_CLASSES)
        code = code or "monospace" in (given.get("style") or "")
        self._open.append((tag, code or (bool(self._open) and self._open[-1][1])))

    def handle_startendtag(self, tag, attributes):
        """An element that ends at once, as in SVG."""
        self.handle_starttag(tag, attributes)
        if tag not in NO_END:
            self._open.pop()

    def handle_endtag(self, tag):
        """Leave the element."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """Keep a text, unless it is code."""
        if not self._open or not self._open[-1][1]:
            self.text.append(data)


def said_by(page: str) -> list[str]:
    """The texts of a page: all that is shown, and each attribute that is read out."""
    parser = Said()
    parser.feed(page)
    return [" ".join(parser.text), *parser.attributes]
