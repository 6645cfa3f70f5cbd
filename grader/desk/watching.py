"""Checks each step when it is saved: what `grader watch` does.

One thread tells of saved files, one of keys, one examines. The main thread alone prints and
decides, from one queue. A newer save ends the examination that is under way.
"""

from __future__ import annotations

import datetime
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from grader.desk.cancelling import Cancellation, Cancelled
from grader.desk.checking import console, outline, request, show_brief, show_hint
from grader.desk.client import AtDesk
from grader.desk.keys import reading_keys
from grader.desk.memory import Memory
from grader.desk.messages import Event, Outline, OutlineStep
from grader.desk.resetting import put_back, target_of
from grader.desk.saves import telling_saves
from grader.desk.showing import next_step, overview, where_next
from grader.errors import GraderError, UsageError
from grader.language import sentence
from grader.records import Reason, StepRecord
from grader.report.sentences import rationale
from grader.report.terminal.layout import Indented
from grader.report.terminal.steps import step_details, step_line

END_SECONDS = 5.0
ON_WINDOWS = sys.platform == "win32"


@dataclass(frozen=True)
class _Save:
    names: frozenset[str]


@dataclass(frozen=True)
class _Key:
    key: str


@dataclass(frozen=True)
class _Told:
    """Of an examination: an event, or what it failed with."""

    run: int
    event: Event | None = None
    error: Exception | None = None


Happening = _Save | _Key | _Told


def watch(desk: AtDesk, here: Path, course: Path | None, step: str = "") -> int:
    """Watch a folder of work until `q` or Ctrl-C; the exit code.

    step: the only one to check, by id or name; "" for any.
    """
    found = outline(desk, here, course, [step] if step else [])
    return _Watch(desk, found, course, only=found.asked[0] if step else "").run()


class _Watch:
    """The state of one watch. All methods run in the main thread, but for `_examine`."""

    def __init__(
        self, desk: AtDesk, found: Outline, course: Path | None, only: str
    ) -> None:
        self._desk = desk
        self._outline = found
        self._course = course
        self._only = only
        self._out: Console = console()
        self._happenings: queue.SimpleQueue[Happening] = queue.SimpleQueue()
        self._run = 0
        self._cancellation = Cancellation()
        self._thread: threading.Thread | None = None
        self._shown: StepRecord | None = None
        self._several = False
        self._has_keys = False
        self._answer: Callable[[bool], None] | None = None
        self._keys: dict[str, Callable[[], None]] = {
            "h": self._hint,
            "n": self._next,
            "a": self._all,
            "l": self._list,
            "r": self._reset,
            "?": self._help,
        }

    def run(self) -> int:
        """Watch until the end."""
        work = Path(self._outline.work)
        with (
            telling_saves(work, lambda names: self._put(_Save(frozenset(names)))),
            reading_keys(lambda key: self._put(_Key(key))) as self._has_keys,
        ):
            self._print(Text(sentence("desk.watch.begin", work=str(work)), "bold"))
            self._print(where_next(self._outline, Memory(self._outline)))
            self._foot()
            if self._only:
                self._check([self._only])
            try:
                while self._handle(self._next_happening()):
                    pass
            finally:
                self._give_up()
        return 0

    def _put(self, happening: Happening) -> None:
        self._happenings.put(happening)

    def _next_happening(self) -> Happening:
        while True:
            try:  # Ctrl-C does not wake a wait without end on Windows
                return self._happenings.get(timeout=0.2 if ON_WINDOWS else None)
            except queue.Empty:
                continue

    def _handle(self, happening: Happening) -> bool:
        """Do what is to be done; whether to go on."""
        match happening:
            case _Save(names):
                if not names:
                    self._print(Text(sentence("desk.watch.gone")))
                    return False
                self._saved(names)
            case _Key(key):
                return self._pressed(key)
            case _Told(run, event, error):
                if run == self._run:
                    self._told(event, error)
        return True

    # Files.

    def _saved(self, names: frozenset[str]) -> None:
        """Check what was saved, if it is of the course."""
        files = {
            f"{one}.py": step.id for step in self._outline.steps for one in _names(step)
        }
        chosen = [id for name, id in files.items() if name in names]
        for book in sorted(name for name in names if name.endswith(".ipynb")):
            chosen += self._steps_in(book)
        if self._only:
            chosen = [id for id in chosen if id == self._only]
        if chosen:
            self._check(list(dict.fromkeys(chosen)))

    def _steps_in(self, notebook: str) -> list[str]:
        """Steps that a notebook answers."""
        try:
            now = outline(self._desk, Path(self._outline.work), self._course)
        except GraderError as error:
            self._print(Text(str(error)))
            return []
        return [
            one.id for one in now.steps if one.file == notebook and one.state == "begun"
        ]

    # Examinations.

    def _check(self, steps: list[str]) -> None:
        """Begin to examine, in place of what is being examined."""
        self._give_up()
        self._run += 1
        self._several = len(steps) != 1
        self._cancellation = Cancellation()
        self._thread = threading.Thread(
            target=self._examine, args=[self._run, steps, self._cancellation], daemon=True
        )
        self._thread.start()

    def _examine(self, run: int, steps: list[str], cancellation: Cancellation) -> None:
        """In a thread of its own: ask, and put on the queue what is told."""
        wanted = request("check", Path(self._outline.work), self._course, steps)
        try:
            answer = self._desk.ask(
                wanted, lambda event: self._put(_Told(run, event)), cancellation
            )
            self._put(_Told(run, answer))
        except Cancelled:
            return
        except Exception as error:
            self._put(_Told(run, error=error))

    def _give_up(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            self._cancellation.cancel()
            self._thread.join(END_SECONDS)

    def _told(self, event: Event | None, error: Exception | None) -> None:
        if error is not None:
            self._print(Indented(Text(str(error) or type(error).__name__, "red"), 0))
        elif event is not None and event.outline is not None:
            self._outline = event.outline
        elif event is not None and event.kind == "waiting":
            self._print(Text(sentence("desk.waiting"), "dim"))
        elif event is not None and event.record is not None:
            self._done(event.record)
        elif event is not None and event.kind == "finished" and self._several:
            self._print(where_next(self._outline, Memory(self._outline)))
            self._foot()

    def _done(self, record: StepRecord) -> None:
        """Show a step that was examined."""
        if record.reason is Reason.SYNTAX and not self._several:
            place = rationale(record.checks[0])
            self._print(Text(f"{_clock()} {record.file}: {place}", "dim"))
            return
        memory = Memory(self._outline)
        memory.keep([record])
        self._shown = record
        if self._several:
            self._print(step_line(record))
            return
        self._clear()
        self._print(Text(_clock(), "dim"))
        self._print(step_details(record))
        self._print(where_next(self._outline, memory))
        self._foot()

    # Keys.

    def _pressed(self, key: str) -> bool:
        """Do what a key says; whether to go on."""
        if self._answer is not None:
            answer, self._answer = self._answer, None
            answer(key in "yY" and bool(key))
            return bool(key)
        if key in ("q", ""):
            return False
        action = self._keys.get(key.lower())
        if action is not None:
            try:
                action()
            except GraderError as error:
                self._print(Indented(Text(str(error)), 0))
        return True

    def _current(self) -> OutlineStep | None:
        """The step that was shown last, else the one to go on with."""
        if self._shown is not None:
            return self._outline.step(self._shown.id)
        return next_step(self._outline, Memory(self._outline))

    def _hint(self) -> None:
        step = self._current()
        if step is None:
            self._print(Text(sentence("desk.all_passed")))
        elif self._shown is None or step.id not in self._outline.asked:
            self._check([step.id])
        else:
            memory = Memory(self._outline)
            more = "desk.watch.more"
            show_hint(self._out, memory, self._outline, self._shown, more=more)

    def _next(self) -> None:
        step = next_step(self._outline, Memory(self._outline))
        if step is None:
            self._print(Text(sentence("desk.all_passed")))
            return
        self._shown = None
        self._outline = outline(
            self._desk, Path(self._outline.work), self._course, [step.id]
        )
        self._print(where_next(self._outline, Memory(self._outline)))
        show_brief(self._outline)

    def _all(self) -> None:
        self._check([])

    def _list(self) -> None:
        self._outline = outline(self._desk, Path(self._outline.work), self._course)
        self._print(overview(self._outline, Memory(self._outline)))

    def _reset(self) -> None:
        step = self._current()
        if step is None:
            return
        found = outline(self._desk, Path(self._outline.work), self._course, [step.id])
        file = target_of(found)
        self._print(Text(sentence("desk.watch.reset", file=file.name), "bold"))

        def answered(yes: bool) -> None:
            if not yes:
                self._print(Text(sentence("desk.watch.unchanged")))
                return
            try:
                backup = put_back(file, found.exercises[0])
            except UsageError as error:
                self._print(Indented(Text(str(error)), 0))
                return
            name = backup.name if backup else ""
            self._print(Text(sentence("desk.watch.was_reset", file=file.name, kept=name)))

        self._answer = answered

    def _help(self) -> None:
        self._print(Text(sentence("desk.watch.help")))

    # The terminal.

    def _foot(self) -> None:
        if self._has_keys:
            self._print(Text(sentence("desk.watch.keys"), "dim"))

    def _clear(self) -> None:
        if self._has_keys and self._out.is_terminal:
            self._out.clear()

    def _print(self, what: RenderableType) -> None:
        self._out.print(what)
        self._out.file.flush()


def _names(step: OutlineStep) -> tuple[str, str]:
    return step.id, step.name


def _clock() -> str:
    return datetime.datetime.now().strftime("%H:%M:%S")
