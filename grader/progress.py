"""Progress on the terminal: live where there is one, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from grader.records import SubmissionRecord
from grader.visible import short

_SHOWN = 8


class Reporter(Protocol):
    """What is told about a run as it goes."""

    def on_step(self, submission: str, step: str) -> None:
        """A step of a submission begins."""

    def on_done(self, record: SubmissionRecord) -> None:
        """A submission has been graded."""


@contextmanager
def showing_progress(names: Mapping[str, str], quiet: bool = False) -> Iterator[Reporter]:
    """Show on stderr how far a run is.

    names: of the students, by the submission's id. quiet: show nothing.
    """
    console = Console(stderr=True)
    if quiet:
        yield _Silent()
    elif not console.is_terminal:
        yield _Lines(len(names))
    else:
        board = _Board(names)
        with Live(board, console=console, transient=True, refresh_per_second=4):
            yield board


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show on stderr how many of `total` are done; call what is given after each one."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


class _Silent:
    def on_step(self, submission: str, step: str) -> None:
        pass

    def on_done(self, record: SubmissionRecord) -> None:
        pass


class _Tally:
    """Counts, and says how long it will take."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.ungraded = 0
        self._start = time.monotonic()

    def add(self, record: SubmissionRecord) -> None:
        self.done += 1
        self.ungraded += record.score is None

    def left(self) -> str:
        """`12 a minute, 3 min left`, once two are done."""
        if self.done < 2 or self.done == self.total:
            return ""
        rate = self.done / max(time.monotonic() - self._start, 1e-9)
        seconds = (self.total - self.done) / rate
        return f"{60 * rate:.0f} a minute, {_duration(seconds)} left"


class _Lines:
    def __init__(self, total: int) -> None:
        self._tally = _Tally(total)
        self._lock = threading.Lock()

    def on_step(self, submission: str, step: str) -> None:
        pass

    def on_done(self, record: SubmissionRecord) -> None:
        with self._lock:
            self._tally.add(record)
            score = (
                "ungraded"
                if record.score is None
                else f"{record.score:g}/{record.max_score:g}"
            )
            line = (
                f"[{self._tally.done}/{self._tally.total}] {short(record.student, 80)}: "
                f"{score} in {record.seconds:.1f} s"
            )
            left = self._tally.left()
            print(f"{line} ({left})" if left else line, file=sys.stderr, flush=True)


class _Board:
    """A bar, and below it what is being examined, and for how long."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._tally = _Tally(len(names))
        self._running: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._bar = Progress(
            TextColumn("Grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._task = self._bar.add_task("", total=len(names))

    def on_step(self, submission: str, step: str) -> None:
        with self._lock:
            _, since = self._running.get(submission, ("", time.monotonic()))
            self._running[submission] = (step, since)

    def on_done(self, record: SubmissionRecord) -> None:
        with self._lock:
            self._tally.add(record)
            self._running.pop(record.id, None)
            told = self._tally.left()
            if self._tally.ungraded:
                told = f"{self._tally.ungraded} ungraded  {told}"
            self._bar.update(self._task, advance=1, description=told)

    def __rich__(self) -> RenderableType:
        now = time.monotonic()
        with self._lock:
            running = list(self._running.items())
        lines = [
            Text(f"  {self._name(id)}  {short(step, 40)}  {now - since:.0f} s")
            for id, (step, since) in running[:_SHOWN]
        ]
        if len(running) > _SHOWN:
            lines.append(Text(f"  and {len(running) - _SHOWN} more"))
        return Group(self._bar, *lines)

    def _name(self, id: str) -> str:
        return short(self._names.get(id, id), 40)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
