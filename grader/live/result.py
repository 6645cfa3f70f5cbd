"""What a check in a notebook returns: shown as HTML, or as text."""

from __future__ import annotations

import html
from dataclasses import dataclass

from grader.language import sentence


@dataclass(frozen=True, repr=False)
class Result:
    """What came of a check.

    passed:    whether every visible check of every step that was examined passed.
    score:     points of the visible checks; None when something was not graded.
    max_score: points that were possible.
    text:      what is shown where there is no HTML; `html` may be empty.
    """

    passed: bool
    score: float | None
    max_score: float
    text: str
    html: str = ""

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        raise TypeError(sentence("live.no_truth"))

    def _repr_html_(self) -> str:
        plain = f'<div style="white-space:pre-wrap">{html.escape(self.text)}</div>'
        return self.html or plain


def message(text: str) -> Result:
    """A result that only says why nothing was examined; control characters as `?`."""
    shown = "".join(one if one.isprintable() else "?" for one in text)
    return Result(False, None, 0.0, shown)
