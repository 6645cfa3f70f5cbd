"""Has a notebook executed: one confined process drives, another one is the kernel.

    examiner -- read(bytes) -----> driver (parses)
             <- cells ------------
             -- execute ---------> driver (nbclient)
             <- event: launch ----          the examiner has a kernel forked
             <- event: cell 7 ----          and watches its time
             <- states, outputs --
    examiner -- conversation ----> kernel   which is a worker from now on

The driver answers with JSON texts of bounded size and depth, of which every field is
checked here. Should it fail while the cells run, the cells are known all the same.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from grader.errors import SourceLost
from grader.records import CellOutput, CellRecord, Limits, Outcome, Reason
from grader.sandbox.bindings import MAX_BINDINGS, Binding
from grader.sandbox.client import Failure, Role, Worker, WorkerSource
from grader.sandbox.places import Place, new_folder
from grader.sandbox.protocol import Array, Items, Scalar, Value

T = TypeVar("T")
MODULES = ("grader.sandbox.kernel", "grader.sandbox.driver", "grader.sandbox.provisioner")
_GRACE_SECONDS = 2.0
_PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
_KINDS = frozenset({"stdout", "stderr", "text", "error", "png", "jpeg", "svg"})
_STATES = frozenset({"", "done", "failed", "stopped", "not_run"})
_REFUSALS = frozenset(
    {"too_large", "unreadable", "merge_conflict", "not_json", "too_deep", "not_a_notebook"}
    | {"nbformat", "language", "no_cells", "driver_failed"}
)


class Refused(Exception):
    """A notebook that cannot be executed; `reason` is one of `NotebookRecord.refused`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Executed:
    """A notebook that was executed.

    cells:   as they are reported.
    ids:     the cells' own ids, by number among the cells that the kernel ran.
    numbers: positions in `cells` of those that the kernel ran, in order.
    plain:   for each of `numbers`, the cell as Python without magics.
    kernel:  the worker with the namespace; None when it had to be ended.
    stopped: why the kernel was ended, else None.
    """

    cells: tuple[CellRecord, ...]
    ids: Mapping[int, str]
    numbers: tuple[int, ...]
    plain: tuple[str, ...]
    kernel: Worker | None
    stopped: Reason | None
    seconds: float
    cpu_seconds: float


def execute(
    source: WorkerSource, content: bytes, names: Sequence[str], limits: Limits
) -> Executed:
    """Execute a notebook from top to bottom.

    names: those of the course, whose bindings the kernel notes.

    Raises:
        Refused: it is no notebook that can be executed.
        SourceLost: one of our own processes died.
    """
    start = time.monotonic()
    watch = _Watch(source, names, limits)
    try:
        cells = watch.drive(content)
    except BaseException:
        watch.close()
        raise
    if watch.kernel is None:
        watch.close()
    numbers = tuple(n for n, cell in enumerate(cells) if cell.record.state)
    return Executed(
        cells=tuple(cell.record for cell in cells),
        ids={place: cells[n].id for place, n in enumerate(numbers)},
        numbers=numbers,
        plain=tuple(cells[n].plain for n in numbers),
        kernel=watch.kernel,
        stopped=watch.stopped,
        seconds=time.monotonic() - start,
        cpu_seconds=watch.cpu_seconds,
    )


class _Watch:
    """Starts the kernel when the driver asks for it, and keeps it within its limits."""

    def __init__(self, source: WorkerSource, names: Sequence[str], limits: Limits) -> None:
        self.kernel: Worker | None = None
        self.stopped: Reason | None = None
        self.cpu_seconds = 0.0
        self._source = source
        self._limits = limits
        self._folder = new_folder()
        self._connection = {
            **_sockets(self._folder),
            "key": secrets.token_hex(16),
            "signature_scheme": "hmac-sha256",
        }
        task = {"connection": self._connection, "names": list(names)}
        self._role = Role("notebook", self._folder, task=task)
        self._driver: Worker | None = None
        self._begun = -1
        self._launched = 0.0
        self._cell = 0.0, 0.0  # CPU seconds and time when it began
        self._interrupted = 0.0
        self._lost: SourceLost | None = None

    def drive(self, content: bytes) -> list[_Cell]:
        """The cells with what became of them."""
        role = Role("driver", also=(self._folder,))
        sent = Array("ndarray", np.frombuffer(content, np.uint8))
        with self._source.worker(self._limits, role) as self._driver:
            try:
                limit = self._limits.load_cpu_seconds
                values = self._driver.ask("read", (sent,), cpu_limit=limit)
                if reason := self._driver.answered.get("refused"):
                    raise Refused(reason if reason in _REFUSALS else "driver_failed")
                cells = _parsed(values, _cell)
            except Failure as failure:
                costly = failure.outcome is Outcome.TIMED_OUT
                costly = costly or failure.reason is Reason.MEMORY
                raise Refused("too_large" if costly else "driver_failed") from None
            return self._executed(cells)

    def _executed(self, cells: list[_Cell]) -> list[_Cell]:
        assert self._driver is not None
        limits = self._limits
        try:
            values = self._driver.ask(
                "execute",
                (),
                cpu_limit=limits.load_cpu_seconds + limits.notebook_cpu_seconds,
                meanwhile=self._meanwhile,
                connection=self._connection,
            )
            outcomes = _parsed(values, _outcome)
            if len(outcomes) != len(cells):
                raise Refused("driver_failed")
        except (Failure, Refused):
            self._end(Reason.OUTPUT)
            outcomes = [(self._state(n, cell), ()) for n, cell in enumerate(cells)]
        if self._lost:
            raise self._lost
        return [
            replace(cell, record=replace(cell.record, state=state, outputs=outputs))
            for cell, (state, outputs) in zip(cells, outcomes, strict=True)
        ]

    def _state(self, number: int, cell: _Cell) -> str:
        """What is known of a cell's state when the driver cannot say it."""
        if cell.record.kind != "code" or not cell.record.source.strip():
            return ""
        if number >= self._begun:
            return "stopped" if number == self._begun else "not_run"
        return "done"

    def close(self) -> None:
        """End the kernel."""
        if self.kernel is not None:
            self.kernel.close()
        Place(self._folder).remove()

    def _meanwhile(self, fields: Mapping[str, Any] | None) -> None:
        assert self._driver is not None
        try:
            if fields is None:
                self._look()
            elif fields.get("event") == "launch" and self.kernel is None:
                self.kernel = self._source.worker(self._limits, self._role)
                self._launched = time.monotonic()
                self._driver.tell(note="launched")
            elif fields.get("event") == "broken":
                self._end(Reason.OUTPUT)
            elif fields.get("event") == "cell" and self.kernel is not None:
                number = fields.get("cell")
                self._begun = number if isinstance(number, int) else self._begun
                self._cell = self.kernel.cpu_seconds, time.monotonic()
                self._interrupted = 0.0
        except SourceLost as lost:
            self._lost = lost
            self._end(Reason.LOST_WORKER)

    def _look(self) -> None:
        """Interrupt a cell that is over its time; end a kernel that does not heed it."""
        if self.kernel is None or self.kernel.broken:
            return
        failure = self.kernel.attend()
        if failure is not None:
            self._end(failure.reason)
            return
        now, limits = time.monotonic(), self._limits
        self.cpu_seconds = self.kernel.cpu_seconds
        cpu, (began, when) = self.cpu_seconds, self._cell
        cell, most, factor = (
            *(limits.cell_cpu_seconds, limits.notebook_cpu_seconds, limits.wall_factor),
        )
        in_all = max(cpu - most, (now - self._launched) / factor - most)
        over = max(in_all, cpu - began - cell, (now - when) / factor - cell)
        by_cpu = cpu > most or cpu - began > cell
        reason = Reason.CPU_TIME if by_cpu else Reason.WALL_TIME
        if in_all > _GRACE_SECONDS:
            self._end(reason)
        elif self._interrupted:
            if now - self._interrupted > _GRACE_SECONDS:
                self._end(reason)
        elif when and over > 0:
            self.kernel.interrupt()
            self._interrupted = now

    def _end(self, reason: Reason) -> None:
        assert self._driver is not None
        self.stopped = reason
        if self.kernel is not None:
            self.kernel.broken = True
            self.kernel.close()
            self.kernel = None
        self._driver.tell(note="ended")


def _sockets(folder: Path) -> dict[str, Any]:
    """Where a kernel listens: in a folder, or on free ports of this machine.

    ZeroMQ as it is packaged for Windows cannot do it in a folder.
    """
    if sys.platform == "win32":
        with contextlib.ExitStack() as stack:
            opened = [stack.enter_context(socket.socket()) for _ in _PORTS]
            for one in opened:
                one.bind(("127.0.0.1", 0))
            ports = [one.getsockname()[1] for one in opened]
        told = {"transport": "tcp", "ip": "127.0.0.1"}
    else:
        ports = list(range(1, 6))
        told = {"transport": "ipc", "ip": str(folder / "k")}
    return {**told, **dict(zip(_PORTS, ports, strict=True))}


@dataclass(frozen=True)
class _Cell:
    record: CellRecord
    id: str
    plain: str


def _parsed(values: Sequence[Value], parse: Callable[[Any], T]) -> list[T]:
    """The list that the driver answered with, every entry checked."""
    match values:
        case (Array(data=data),) if data.dtype == np.uint8 and data.ndim == 1:
            text = data.tobytes()
        case _:
            raise Refused("driver_failed")
    with contextlib.suppress(ValueError, RecursionError, TypeError, KeyError):
        content = json.loads(text, parse_constant=_no_constant)
        if isinstance(content, list):
            return [parse(one) for one in content]
    raise Refused("driver_failed")


def _no_constant(_name: str) -> None:
    raise ValueError("not plain JSON")


def _cell(cell: Mapping[str, Any]) -> _Cell:
    match cell:
        case {
            "kind": "code" | "markdown" | "raw" as kind,
            "source": str() as source,
            "id": str() as id,
            "plain": str() as plain,
        }:
            return _Cell(CellRecord(kind, source), id[:64], plain)
    raise ValueError("no cell")


def _outcome(outcome: Mapping[str, Any]) -> tuple[str, tuple[CellOutput, ...]]:
    match outcome:
        case {"state": str() as state} if state in _STATES:
            return state, tuple(map(_output, outcome.get("outputs", ())))
    raise ValueError("no outcome")


def _output(output: Mapping[str, Any]) -> CellOutput:
    match output:
        case {"kind": str() as kind, "data": str() as data, "cut": int() as cut} if (
            kind in _KINDS and cut >= 0
        ):
            return CellOutput(kind, data, cut)
    raise ValueError("no output")


def parsed_bindings(values: Sequence[Value]) -> list[Binding]:
    """The bindings that a worker told of. Raises `ValueError`: it told something else."""
    if len(values) > MAX_BINDINGS:
        raise ValueError("too many bindings")
    found = []
    for value in values:
        match value:
            case Items(
                items=(
                    Scalar("int", int() as cell),
                    Scalar("str", str() as name),
                    Items(items=parameters),
                    Scalar("str", str() as digest),
                    Scalar("bool", bool() as stub),
                )
            ):
                told = tuple(
                    str(one.value) for one in parameters if isinstance(one, Scalar)
                )
                found.append(Binding(cell, name, told, digest, stub))
            case _:
                raise ValueError("no binding")
    return found


def with_steps(executed: Executed, steps: Mapping[str, int]) -> tuple[CellRecord, ...]:
    """The cells, each with the steps that it answers.

    steps: position in `executed.cells` by the step's id.
    """
    by_cell: dict[int, list[str]] = {}
    for step, position in steps.items():
        by_cell.setdefault(position, []).append(step)
    return tuple(
        replace(cell, steps=tuple(by_cell.get(position, ())))
        for position, cell in enumerate(executed.cells)
    )
