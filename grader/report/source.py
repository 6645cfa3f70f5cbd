"""Student source as coloured lines: CSS classes and text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from grader.visible import shorten, visible

_CLASSES = (  # kinds of Pygments's tokens, with what is below them
    ("Token.Comment", "c"),
    ("Token.Keyword", "k"),
    ("Token.Literal.String", "s"),
    ("Token.Literal.Number", "n"),
    ("Token.Name.Function", "f"),
    ("Token.Name.Class", "f"),
    ("Token.Name.Decorator", "f"),
    ("Token.Operator.Word", "k"),
)
_TOP_LEVEL = re.compile(r"^(?:def|class|async\s+def)\s+(\w+)|^(\w+)\s*=[^=]", re.MULTILINE)
MAX_LINE = 240


@dataclass(frozen=True)
class Line:
    """A line of source: its number, coloured pieces, and whether a problem points here."""

    number: int
    pieces: tuple[tuple[str, str], ...]
    marked: bool
    note: str = ""


@dataclass(frozen=True)
class SourceView:
    """A file, or the part of it that is shown; `cut` counts the lines left out."""

    name: str
    lines: tuple[Line, ...]
    cut: int

    @property
    def first(self) -> int:
        """The number of the first line that is shown."""
        return self.lines[0].number if self.lines else 1


def source_view(
    name: str, source: str, marks: Mapping[int, str], most: int, coloured: bool = True
) -> SourceView:
    """The file's first `most` lines, or those around the first marked one.

    marks: line number (from 1) to a note that stands behind the line, may be empty.
    """
    text = re.sub(r"\r\n?", "\n", source[:400_000])
    total = source.count("\n") + (not source.endswith("\n") and bool(source))
    raw = text.split("\n")
    if raw and not raw[-1]:
        raw.pop()
    first = 0
    reachable = [one for one in marks if 0 < one <= len(raw)]
    if len(raw) > most and reachable and min(reachable) > most * 2 // 3:
        first = min(min(reachable) - 1 - most // 2, len(raw) - most)
    chosen = raw[first : first + most]
    lines = _coloured("\n".join(chosen)) if coloured else ([("", one)] for one in chosen)
    shown = tuple(
        Line(number, _limited(pieces), number in marks, visible(marks.get(number, "")))
        for number, pieces in zip(
            range(first + 1, first + 1 + len(chosen)), lines, strict=False
        )
    )
    return SourceView(visible(shorten(name, 120)), shown, max(total - len(shown), 0))


@lru_cache(maxsize=4)
def defined_names(source: str) -> frozenset[str]:
    """Names bound by `def`, `class` or `=` at the left margin, even in broken code."""
    found = _TOP_LEVEL.findall(source[:400_000])
    return frozenset(one or other for one, other in found)


def parameters(source: str, name: str) -> tuple[str, ...]:
    """The parameter names of a top-level function, () where they are hard to tell.

    A pattern and no parser: the source of a stranger is not parsed in this process.
    """
    if not name.isidentifier() or len(name) > 100:
        return ()
    pattern = rf"^(?:async\s+)?def\s+{re.escape(name)}\s*\(([^()]*)\)"
    found = re.search(pattern, source[:400_000], re.MULTILINE)
    if found is None or len(found[1]) > 1000:
        return ()
    pieces = (re.split("[:=]", one)[0].strip() for one in found[1].split(","))
    names = tuple(one for one in pieces if one)
    return names if all(one.isidentifier() for one in names) else ()


def _coloured(source: str) -> Iterator[list[tuple[str, str]]]:
    """Pieces of each line, (CSS class, text)."""
    # The package `pygments.lexers` makes this name when it is asked for, and two threads at
    # once break that.
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

    line: list[tuple[str, str]] = []
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    for token, text in lexer.get_tokens(source):
        css = next((css for kind, css in _CLASSES if str(token).startswith(kind)), "")
        for position, part in enumerate(text.split("\n")):
            if position:
                yield line
                line = []
            if part:
                line.append((css, part))
    yield line


def _limited(pieces: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Visible text, neighbours of one class joined, cut at MAX_LINE characters."""
    joined: list[tuple[str, str]] = []
    room = MAX_LINE
    for css, text in pieces:
        if room <= 0:
            joined.append(("cut", " …"))
            break
        part = visible(text[:room])
        room -= len(text)
        if joined and joined[-1][0] == css:
            joined[-1] = (css, joined[-1][1] + part)
        else:
            joined.append((css, part))
    return tuple(joined)
