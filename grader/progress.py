"""Progress on the terminal: a bar where there is one, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from grader.records import SubmissionRecord
from grader.report.visible import visible
from grader.submissions import Submission


class Reporter(Protocol):
    """What is told about a run as it goes."""

    def on_step(self, submission: str, step: str) -> None:
        """A step of a submission begins."""

    def on_done(self, record: SubmissionRecord) -> None:
        """A submission has been graded."""


@contextmanager
def showing_progress(submissions: Sequence[Submission]) -> Iterator[Reporter]:
    """Show on stderr how far a run is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(len(submissions))
        return
    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, len(submissions))


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


class _Lines:
    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._lock = threading.Lock()

    def on_step(self, submission: str, step: str) -> None:
        pass

    def on_done(self, record: SubmissionRecord) -> None:
        with self._lock:
            self._done += 1
        name = visible(record.student)
        score = (
            "ungraded" if record.score is None else f"{record.score:g}/{record.max_score:g}"
        )
        line = f"[{self._done}/{self._total}] {name}: {score} in {record.seconds:.1f} s"
        print(line, file=sys.stderr, flush=True)


class _Bar:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total)
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()

    def on_step(self, submission: str, step: str) -> None:
        with self._lock:
            self._running[submission] = step
            self._show()

    def on_done(self, record: SubmissionRecord) -> None:
        with self._lock:
            self._running.pop(record.id, None)
            self._show()
        self._progress.advance(self._task)

    def _show(self) -> None:
        running = ", ".join(f"{name} {step}" for name, step in self._running.items())
        self._progress.update(self._task, description=visible(running)[:100])
