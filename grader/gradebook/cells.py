"""Writes CSV that a spreadsheet opens without running what is in it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

from grader.gradebook.exports import number_text
from grader.visible import clean_surrogates

_FORMULA = "=+@\\-＝＋－＠﹦﹢﹣﹫"
_INVISIBLE = "\\s\\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_START = re.compile(f"[\t\r\n]|[{_INVISIBLE}]*+[{_FORMULA}]")
_LATER = re.compile(f'([;\t\r\n][{_INVISIBLE}"]*+)([{_FORMULA}])?')


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula.

    It may when the cell begins, also after white space and invisible characters, with
    `= + - @` or their full-width or small forms, or with a tab or a line end (OWASP, "CSV
    Injection").
    """
    return _START.match(text) is not None


def neutral(text: str) -> str:
    """A cell that is text to every spreadsheet: a formula gets a leading apostrophe.

    So does one inside the text behind a semicolon, tab or line end, where a spreadsheet
    that takes these for its separators would begin a cell.
    """
    inner = _LATER.sub(
        lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], text
    )
    return f"'{inner}" if is_formula(text) else inner


def csv_bytes(
    rows: Iterable[Sequence[str | float | None]], encoding: str = "utf-8"
) -> bytes:
    """Rows as CSV of RFC 4180.

    Text is neutralised, numbers stay numbers; None and what is no finite number are empty.
    encoding: `utf-8`, or `utf-8-sig` for people: without the byte order mark Excel takes
              UTF-8 for its own code page and breaks every name that is not ASCII.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return clean_surrogates(file.getvalue()).encode(encoding)


def _cell(value: str | float | None) -> str:
    if isinstance(value, str):
        return neutral(value)
    return number_text(value) if value is not None and math.isfinite(value) else ""
