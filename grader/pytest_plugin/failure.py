"""What pytest shows of a check that did not pass: as the grader shows it elsewhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console

from grader.records import CheckRecord, StepRecord
from grader.report.sentences import rationale
from grader.report.terminal.steps import check_details

_WIDTH = 88


class _Terminal(Protocol):
    """pytest's writer to a terminal."""

    hasmarkup: bool
    fullwidth: int

    def line(self, s: str) -> None: ...


@dataclass(frozen=True)
class Crash:
    """Where a check failed and why, for the one line that pytest's summary has."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Failure:
    """What a report says of a check.

    pytest calls `toterminal`, reads `reprcrash`, and takes the text where a report goes
    into a file or to another process.
    """

    def __init__(
        self, record: CheckRecord, step: StepRecord, path: Path, line: int
    ) -> None:
        """From the records of a check and its step, and where the student's code is.

        line: of the definition, from 1; the student's own line is better, where the code
              raised.
        """
        self._record, self._step = record, step
        frames = record.problem.frames if record.problem is not None else ()
        own = next((one.line for one in reversed(frames) if one.file == path.name), line)
        self.reprcrash = Crash(path, own, rationale(record))

    def __str__(self) -> str:
        return self._rendered(_WIDTH, colour=False)

    def toterminal(self, terminal: _Terminal) -> None:
        """Write it as wide and as coloured as the terminal wants it."""
        terminal.line(self._rendered(terminal.fullwidth, terminal.hasmarkup))

    def _rendered(self, width: int, colour: bool) -> str:
        console = Console(
            file=io.StringIO(),
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            legacy_windows=False,
        )
        with console.capture() as captured:
            console.print(check_details(self._record, self._step))
        lines = (line.rstrip() for line in captured.get().splitlines())
        return "\n".join(lines)
