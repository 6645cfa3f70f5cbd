"""Text behind a margin; pipes and terminals of any width get the same lines."""

from __future__ import annotations

import re
import textwrap

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text


class Indented:
    """Text behind a margin, wrapped, without blanks at the ends of its lines.

    by:   columns of the margin. wrap: else what does not fit is cut, with an ellipsis.
    """

    def __init__(self, text: Text, by: int = 2, wrap: bool = True) -> None:
        self._text = text
        self._by = by
        self._wrap = wrap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(options.max_width - self._by, 10)
        if self._wrap:
            lines = list(self._text.wrap(console, room))
        else:
            lines = [self._text.copy()]
            lines[0].truncate(room, overflow="ellipsis")
        for line in lines:
            line.rstrip()
            yield Text.assemble(" " * self._by, line, no_wrap=True)


class Hanging:
    """A line of a table made by hand; what does not fit goes on below its last column."""

    def __init__(self, line: str) -> None:
        self._line = line.rstrip()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = [one.end() for one in re.finditer(r"(?:^| {2}) *", self._line)]
        column = columns[-1] if columns[-1] < options.max_width // 2 else columns[0]
        for line in textwrap.wrap(
            *(self._line, options.max_width), subsequent_indent=" " * column
        ):
            yield Text(line, no_wrap=True)
