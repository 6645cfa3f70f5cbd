"""Reads CSV and remembers where each cell stands, so that single cells can be replaced.

Python's csv module gives no positions, and writing a file anew would change its quoting,
line ends and byte order mark. The rules are those of RFC 4180, with a comma or a
semicolon and any line end; what breaks them is refused, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.errors import UsageError

MAX_BYTES = 16 * 1024**2

_BOM = b"\xef\xbb\xbf"
_OTHER_FILES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_UP_TO = {one: re.compile(rf'[^"\r\n{one}]*') for one in (",", ";", ",;")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. start, end: its place in the text of the sheet, quotation marks included."""

    start: int
    end: int
    value: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row. line: where it begins, from 1."""

    line: int
    cells: tuple[Cell, ...]

    def value(self, column: int | None) -> str:
        """A cell's text without white space around it; "" for no column."""
        return "" if column is None else self.cells[column].value.strip()


@dataclass(frozen=True)
class Sheet:
    """A CSV file.

    what:   what it is, for messages: `Canvas gradebook`.
    mark:   the byte order mark, or nothing.
    header: the titles as they stand.
    rows:   all rows below; blank lines are none.
    """

    what: str
    mark: bytes
    text: str
    delimiter: str
    header: Row
    rows: tuple[Row, ...]

    @property
    def titles(self) -> list[str]:
        """The titles without white space around them."""
        return [cell.value.strip() for cell in self.header.cells]

    def column(self, title: str) -> int | None:
        """The column of a title, upper and lower case alike; None without one.

        Raises:
            UsageError: two columns have it.
        """
        wanted = title.strip().casefold()
        found = [n for n, one in enumerate(self.titles) if one.casefold() == wanted]
        if len(found) > 1:
            raise UsageError(
                f"{self.what}: {len(found)} columns are called {title}. Download the file "
                "again."
            )
        return found[0] if found else None


def read_sheet(content: bytes, what: str) -> Sheet:
    """The cells of a CSV file.

    content: UTF-8, with or without a byte order mark, at most MAX_BYTES.
    what:    what the file should be, for messages.

    Raises:
        UsageError: it is no such file, or its quotation marks or rows do not agree.
    """
    text = _decoded(content, what)
    delimiter = _delimiter(text, what)
    rows = [row for row in _rows(text, delimiter, what) if not _blank(row)]
    header, below = rows[0], tuple(rows[1:])
    for row in below:
        if len(row.cells) != len(header.cells):
            raise UsageError(
                f"{what}: line {row.line} has {len(row.cells)} cells and the first row has "
                f"{len(header.cells)}. Download the file again and do not edit it by hand."
            )
    mark = _BOM if content.startswith(_BOM) else b""
    return Sheet(what, mark, text, delimiter, header, below)


def filled(sheet: Sheet, cells: Iterable[tuple[Cell, str]]) -> bytes:
    """The file with some cells replaced and every other byte as it was.

    A new cell is quoted where the old one was, or where it must be.
    """
    pieces, position = [], 0
    for cell, value in sorted(cells, key=lambda pair: pair[0].start):
        pieces += [sheet.text[position : cell.start], _written(sheet, cell, value)]
        position = cell.end
    pieces.append(sheet.text[position:])
    return sheet.mark + "".join(pieces).encode()


def _written(sheet: Sheet, cell: Cell, value: str) -> str:
    if cell.quoted or any(one in value for one in (sheet.delimiter, '"', "\r", "\n")):
        return '"' + value.replace('"', '""') + '"'
    return value


def _decoded(content: bytes, what: str) -> str:
    if len(content) > MAX_BYTES:
        raise UsageError(
            f"{what}: the file is larger than {MAX_BYTES // 1024**2} MB. Is it the right "
            "one?"
        )
    for start, kind in _OTHER_FILES.items():
        if content.startswith(start):
            raise UsageError(
                f"{what}: this is {kind} and not CSV in UTF-8. Take the file as it was "
                "downloaded, or save it as CSV UTF-8."
            )
    content = content.removeprefix(_BOM)
    if not content.strip():
        raise UsageError(f"{what}: the file is empty. Download it again.")
    try:
        text = content.decode()
        wrong = text.find("\0")
    except UnicodeDecodeError as error:
        text, wrong = content[: error.start].decode(), error.start
    if wrong >= 0:
        raise UsageError(
            f"{what}: line {_line(text, wrong)} is not text in UTF-8. Take the file as it "
            "was downloaded, or save it as CSV UTF-8."
        )
    return text


def _line(text: str, position: int) -> int:
    return 1 + len(_LINE_END.findall(text, 0, position))


def _delimiter(text: str, what: str) -> str:
    """What ends the first title, which no system writes with a comma or semicolon."""
    first = len(text) - len(text.lstrip("\r\n"))
    cell = _cell(text, first, ",;", what)
    found = text[cell.end : cell.end + 1]
    if found not in (",", ";"):
        raise UsageError(
            f"{what}: the first row has one column only. A CSV file has commas or "
            "semicolons between its cells."
        )
    return found


def _blank(row: Row) -> bool:
    return len(row.cells) == 1 and row.cells[0].start == row.cells[0].end


def _rows(text: str, delimiter: str, what: str) -> Iterator[Row]:
    position, line = 0, 1
    while position < len(text):
        start, cells = position, []
        while True:
            cells.append(_cell(text, position, delimiter, what))
            position = cells[-1].end
            if text[position : position + 1] != delimiter:
                break
            position += 1
        yield Row(line, tuple(cells))
        end = _LINE_END.match(text, position)
        position = end.end() if end else position
        line += len(_LINE_END.findall(text, start, position))


def _cell(text: str, position: int, delimiters: str, what: str) -> Cell:
    """The cell that begins at a position; it ends at a delimiter, a line end, the end."""
    quoted = text.startswith('"', position)
    match = (_QUOTED if quoted else _UP_TO[delimiters]).match(text, position)
    if match is None:
        raise UsageError(
            f"{what}: a quotation mark opens in line {_line(text, position)} and is never "
            "closed. Download the file again."
        )
    after = text[match.end() : match.end() + 1]
    if after and after not in f"{delimiters}\r\n":
        raise UsageError(
            f"{what}: line {_line(text, match.end())} has a quotation mark inside "
            "a cell. Download the file again and do not edit it by hand."
        )
    value = match[1].replace('""', '"') if quoted else match[0]
    return Cell(position, match.end(), value, quoted)
