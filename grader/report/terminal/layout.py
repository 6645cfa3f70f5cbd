"""Text behind a margin; pipes and terminals of any width get the same lines."""

from __future__ import annotations

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
