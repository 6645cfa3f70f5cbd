"""What grading produces: frozen plain data, and nothing else.

No sentence for people is stored here. Outcomes, reasons and parameters are ids
and numbers; `grader.report.sentences` turns them into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

Plain: TypeAlias = None | bool | int | float | str | list[Any] | dict[str, Any]
"""What JSON can hold; lists and dicts hold such values again."""


class Outcome(StrEnum):
    """What became of a check or a step, worst first (a step has its worst check's)."""

    UNGRADED = "ungraded"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    ERRORED = "errored"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not_attempted"
    PASSED = "passed"


class Reason(StrEnum):
    """Why an outcome is what it is; a closed list."""

    CORRECT = "correct"
    WRONG_VALUE = "wrong_value"
    WRONG_SHAPE = "wrong_shape"
    WRONG_DTYPE = "wrong_dtype"
    WRONG_KIND = "wrong_kind"
    WRONG_LENGTH = "wrong_length"
    NOT_FINITE = "not_finite"
    NO_GRADIENT = "no_gradient"
    NOT_FOUND = "not_found"
    NOT_CALLABLE = "not_callable"
    WRONG_SIGNATURE = "wrong_signature"
    EXCEPTION = "exception"
    SYNTAX = "syntax"
    MISSING_PACKAGE = "missing_package"
    UNREADABLE = "unreadable"
    EXIT = "exit"
    INPUT = "input"
    WALL_TIME = "wall_time"
    CPU_TIME = "cpu_time"
    SUBMISSION_TIME = "submission_time"
    MEMORY = "memory"
    DISK = "disk"
    THREADS = "threads"
    OUTPUT = "output"
    SIGNAL = "signal"
    MALFORMED = "malformed"
    REFUSED = "refused"
    STUB = "stub"
    NO_FILE = "no_file"
    EARLIER_CHECK = "earlier_check"
    EARLIER_LIMIT = "earlier_limit"
    BROKEN_CHECK = "broken_check"
    LOST_WORKER = "lost_worker"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Limits:
    """Budgets in seconds and bytes; CPU seconds where the name says so.

    Wall time is the CPU budget times `wall_factor`: machines are shared, and a
    busy neighbour must not cost a student marks.
    """

    load_cpu_seconds: float = 20.0
    call_cpu_seconds: float = 10.0
    submission_cpu_seconds: float = 180.0
    cell_cpu_seconds: float = 60.0
    notebook_cpu_seconds: float = 120.0
    wall_factor: float = 3.0
    memory_bytes: int = 2 * 1024**3
    disk_bytes: int = 1024**3
    output_bytes: int = 64 * 1024
    answer_bytes: int = 64 * 1024**2

    @property
    def all_cpu_seconds(self) -> float:
        """What a submission may use in all, its notebook's cells included."""
        return self.submission_cpu_seconds + self.notebook_cpu_seconds


@dataclass(frozen=True)
class Value:
    """A value as people see it.

    kind:   `tf.Tensor`, `tf.Variable`, `ndarray`, `float`, `int`, `bool`, `str`,
            `NoneType`, `list`, `tuple`, `dict`, `iterator`, `dtype`, `shape`,
            `data` (a named part of a data set) or `object`.
    type_name: the class's own name where `kind` is `object`.
    data:   nested lists, a scalar or a string; None when the array is over 16 kB.
    digest: SHA-256 (hex) of the bytes of an array whose data was left out.
    items:  the elements of a list, tuple or dict that is not one array.
    """

    kind: str
    type_name: str = ""
    dtype: str | None = None
    shape: tuple[int, ...] | None = None
    data: Plain = None
    digest: str | None = None
    items: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Where two arrays first differ.

    index:    position of the first differing element, () for a scalar.
    expected, observed: the elements there, as text with full precision.
    count, size: how many of how many elements differ.
    largest:  greatest absolute difference (None where not finite).
    region_start, region_expected, region_observed: a small block of rows around
              the first difference, for arrays too large to show whole.
    """

    index: tuple[int, ...]
    expected: str
    observed: str
    count: int
    size: int
    largest: float | None
    region_start: tuple[int, ...] = ()
    region_expected: Plain = None
    region_observed: Plain = None


@dataclass(frozen=True)
class Frame:
    """One line of the student's own traceback (never one of ours)."""

    file: str
    line: int
    function: str
    code: str


@dataclass(frozen=True)
class Problem:
    """An exception that student code raised, or a syntax error.

    column: 1-based, only for a syntax error.
    """

    type_name: str
    message: str
    frames: tuple[Frame, ...] = ()
    column: int | None = None


@dataclass(frozen=True)
class Call:
    """One exchange of a conversation, kept for people.

    verb:      the protocol's verb (`call`, `build`, `get`, `set`, ...).
    target:    the student's name that was spoken to, or a label as `model`.
    arguments: (name or "", value) pairs.
    returned:  None when it raised.
    expected:  what the reference returned to the same call; None when unknown.
    """

    verb: str
    target: str
    arguments: tuple[tuple[str, Value], ...]
    returned: Value | None
    expected: Value | None = None
    difference: Difference | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class FindingRecord:
    """A named, reduced value and the comparison it was held to.

    comparison: `close`, `equal`, `within`, `between` or `is_true`.
    parameters: tolerances, target, bounds.
    plot:       what is worth drawing, else "". `loss`: the values are a loss curve;
                `line`: points and the line that was fitted to them; `accuracy`: the
                value beside its threshold and the values of right solutions.
    drawing:    what the plot needs besides, plain data that is not judged. For `line`: `x`
                and `y` of the points, `line` and `reference` as [slope, intercept]. For
                `accuracy`: `right`, values of right solutions; `confusion`, ten rows of how
                often each digit was read as which; `misread`, dicts of `label`, `read`,
                `sure` (from 0 to 1) and `pixels` (base64 of 784 bytes, 28 rows).
    """

    name: str
    passed: bool
    reason: Reason
    comparison: str
    parameters: Mapping[str, Plain]
    expected: Value | None
    observed: Value | None
    difference: Difference | None = None
    plot: str = ""
    drawing: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class MisconceptionRecord:
    """A named mistake of the course, recognised in a student's findings."""

    id: str
    step: str
    redefines: str
    name: str
    hint: str


@dataclass(frozen=True)
class CheckRecord:
    """The result of one check.

    details: parameters for the sentence of `reason` (limit, name, needed
             check, expected and observed shape, ...).
    hint:    advice of the check itself, from its docstring; may be empty.
    """

    id: str
    name: str
    hint: str
    outcome: Outcome
    reason: Reason
    points: float | None
    max_points: float
    visibility: str
    findings: tuple[FindingRecord, ...] = ()
    calls: tuple[Call, ...] = ()
    misconceptions: tuple[MisconceptionRecord, ...] = ()
    problem: Problem | None = None
    details: Mapping[str, Plain] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Output:
    """What a worker printed: the first bytes as text, and how many were cut."""

    text: str
    cut_bytes: int = 0


@dataclass(frozen=True)
class StepRecord:
    """The result of one step. `score` is None when a check is ungraded.

    sha256: hex digest of the file as handed in; "" when none was.
    flags: `definitions_only` (top-level demo code ran over its budget or ended
           the process and was left out), `fresh_worker` (examined a second time),
           `file_over_notebook` (a notebook defines the step as well; the file counts),
           `delegated` (a ready-made function did what was to be written), `confirmed` (an
           outcome was near its threshold and was measured again with further seeds),
           `visible_only` (every visible check passed and a hidden one did not),
           `overtaken` (in a live notebook: a name that it uses was defined anew after it).
    cell:  position of the cell of the notebook `file` that defines the step; None for
           a step from a file of its own.
    """

    id: str
    title: str
    outcome: Outcome
    reason: Reason
    score: float | None
    max_score: float
    seconds: float
    cpu_seconds: float
    checks: tuple[CheckRecord, ...]
    misconceptions: tuple[MisconceptionRecord, ...] = ()
    file: str = ""
    source: str = ""
    sha256: str = ""
    output: Output = Output("")
    flags: tuple[str, ...] = ()
    cell: int | None = None


@dataclass(frozen=True)
class CellOutput:
    """One output of an executed cell, reduced to what can be shown without running it.

    kind: `stdout`, `stderr`, `text` (the plain form of a result or display), `error` (a
          traceback as text), `png`, `jpeg` or `svg` (a picture).
    data: the text; for png and jpeg base64, for svg its markup, which is never to become
          part of a page but only the source of an image.
    cut:  characters that were left out at the end of a text; a picture that was too
          large has no data and the number of its characters here.
    """

    kind: str
    data: str
    cut: int = 0


@dataclass(frozen=True)
class CellRecord:
    """One cell of an executed notebook.

    kind:  `code`, `markdown` or `raw`.
    state: of a code cell: `done`, `failed` (it raised), `stopped` (it ran over a limit or
           the process ended in it), `not_run`; else "".
    steps: ids of the steps that are examined as this cell defines them.
    """

    kind: str
    source: str
    state: str = ""
    outputs: tuple[CellOutput, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookRecord:
    """A notebook as it ran from top to bottom.

    refused: a reason id (`not_json`, `too_deep`, `language`, ...) where it could not be
             executed at all, else "".
    stopped: why it did not run to its end (a value of `Reason`), else "".
    sha256:  hex digest of the file as handed in.
    cut:     how many cells at the end are not kept here.
    """

    name: str
    cells: tuple[CellRecord, ...] = ()
    refused: str = ""
    stopped: str = ""
    sha256: str = ""
    seconds: float = 0.0
    cut: int = 0


@dataclass(frozen=True)
class Student:
    """Who handed in, as far as a download and a roster tell.

    key:  stands for the student in a store: the id that the LMS gave (`canvas:1234`),
          else the name of the folder or file that was handed in.
    name: as it is shown.
    ids:  what other systems call the student, by kind: `canvas`, `moodle` (the
          participant's number), `moodle_folder`, `sis`, `login`, `username`, `sid`,
          `github`, `orgdefinedid`.
    """

    key: str
    name: str
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A file of a submission that was not graded, and why (a reason id)."""

    path: str
    reason: str
    details: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class SubmissionRecord:
    """The result of one submission; `score` is None when anything is ungraded."""

    id: str
    student: str
    source: str
    status: str
    score: float | None
    max_score: float
    seconds: float
    cpu_seconds: float
    steps: tuple[StepRecord, ...]
    left_out: tuple[LeftOut, ...] = ()
    fault: str = ""
    layers: tuple[str, ...] = ()
    notebooks: tuple[NotebookRecord, ...] = ()


@dataclass(frozen=True)
class PartRecord:
    """A part of the course: its title, and the ids of its steps in their order."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class RunRecord:
    """One run of the grader over any number of submissions.

    parts: the course's, in their order; () where it has none.
    """

    course: str
    course_title: str
    course_version: str
    course_path: str
    seed: str
    started: str
    versions: Mapping[str, str]
    limits: Limits
    submissions: tuple[SubmissionRecord, ...]
    parts: tuple[PartRecord, ...] = ()


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The worst of some outcomes in the order of `Outcome`; `ungraded` for none.

    An empty collection is a fault and never a pass.
    """
    present = set(outcomes)
    return next((one for one in Outcome if one in present), Outcome.UNGRADED)


def total(scores: Iterable[float | None]) -> float | None:
    """The sum of some points; None when any of them is not known (law 3)."""
    points = list(scores)
    known = [one for one in points if one is not None]
    return round(sum(known), 4) if len(known) == len(points) else None


def summary(record: SubmissionRecord) -> SubmissionRecord:
    """The record without checks, sources, output and cells: what tells of a class."""
    steps = (
        replace(step, checks=(), source="", output=Output("")) for step in record.steps
    )
    notebooks = (replace(notebook, cells=()) for notebook in record.notebooks)
    return replace(record, steps=tuple(steps), notebooks=tuple(notebooks))
