"""What each audience may see of a run: one pure function from record to record.

A hidden check draws from the secret seed, and student code sees its inputs. So for a
student nothing is kept of it that this code could have put a value into: not only
values, but also messages, output, names made up at run time and durations.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Literal, TypeAlias

from grader.records import (
    CheckRecord,
    FindingRecord,
    Frame,
    Outcome,
    Output,
    Plain,
    Problem,
    RunRecord,
    StepRecord,
    SubmissionRecord,
)
from grader.report.cells import cell_files, notebook_of
from grader.report.translated import translated

Audience: TypeAlias = Literal["student", "instructor"]

OUTPUT_WITHHELD = "output_withheld"
HIDDEN = "hidden"

_KINDS = frozenset(
    [
        "tf.Tensor",
        "tf.Variable",
        "ndarray",
        "float",
        "int",
        "bool",
        "str",
        "NoneType",
        "list",
        "tuple",
        "dict",
        "iterator",
        "dtype",
        "shape",
        "object",
    ]
)
_DTYPE = re.compile(r"bool|u?int\d{1,2}|b?float\d{1,3}|complex\d{2,3}|string")
_LIBRARY_ERRORS = frozenset(
    [
        "AbortedError",
        "AlreadyExistsError",
        "CancelledError",
        "DataLossError",
        "DeadlineExceededError",
        "FailedPreconditionError",
        "InaccessibleTensorError",
        "InternalError",
        "InvalidArgumentError",
        "NotFoundError",
        "OperatorNotAllowedInGraphError",
        "OutOfRangeError",
        "PermissionDeniedError",
        "ResourceExhaustedError",
        "UnauthenticatedError",
        "UnavailableError",
        "UnimplementedError",
        "UnknownError",
        "AxisError",
        "LinAlgError",
    ]
)


def edition(record: RunRecord, audience: Audience) -> RunRecord:
    """The run as `audience` may see it, in the language that is spoken.

    The instructor's shows everything.
    """
    if audience == "instructor":
        return translated(record)
    kept = replace(record, seed="", submissions=tuple(map(_submission, record.submissions)))
    return replace(translated(kept), course_path="")


def _submission(record: SubmissionRecord) -> SubmissionRecord:
    sources = {PurePath(step.file).name: step.source for step in record.steps if step.file}
    return replace(
        record,
        source=PurePath(record.source).name,
        fault="",
        steps=tuple(
            _step(step, {**sources, **_cells(step, record)}) for step in record.steps
        ),
    )


def _cells(step: StepRecord, submission: SubmissionRecord) -> Mapping[str, str]:
    """The sources of a notebook's cells as a traceback names them.

    The steps of a notebook share its name, which stands for each one's own cell.
    """
    notebook = notebook_of(step, submission)
    if notebook is None:
        return {}
    cells = {file: notebook.cells[n].source for file, n in cell_files(notebook).items()}
    return {PurePath(step.file).name: step.source, **cells}


def _step(record: StepRecord, sources: Mapping[str, str]) -> StepRecord:
    own = sources.values() if record.cell is not None else [record.source]
    texts = [*own, record.title, *(f"{one.name} {one.hint}" for one in record.checks)]
    words = _words(" ".join(texts))
    checks = tuple(_check(check, words, sources) for check in record.checks)
    if all(check.visibility != HIDDEN for check in checks) or not record.output.text:
        return replace(record, checks=checks)
    flags = (*record.flags, OUTPUT_WITHHELD)
    return replace(record, checks=checks, output=Output(""), flags=flags)


def _check(
    check: CheckRecord, words: frozenset[str], sources: Mapping[str, str]
) -> CheckRecord:
    if check.outcome is Outcome.UNGRADED:  # its words are about the course, not the work
        check = replace(check, problem=None, details={})
    if check.visibility != HIDDEN:
        return check
    return replace(
        check,
        calls=(),
        findings=tuple(map(_finding, check.findings)),
        details=_details(check, words),
        problem=check.problem and _problem(check.problem, words, sources),
        seconds=0.0,
    )


def _finding(finding: FindingRecord) -> FindingRecord:
    return replace(
        finding,
        parameters={},
        expected=None,
        observed=None,
        difference=None,
        plot="",
        drawing={},
    )


def _details(check: CheckRecord, words: frozenset[str]) -> dict[str, Plain]:
    """The details that cannot hold a value.

    These are the examiner's own, closed lists, and words that stand in the source or
    in the course's text: everything else came from the worker, which saw the inputs.
    """
    kept: dict[str, Plain] = {}
    for key, value in check.details.items():
        match key, value:
            case "limit", int() | float():
                kept[key] = value
            case "why", str():
                kept[key] = value
            case (("needed" | "finding" | "expected_kind" | "expected_dtype"), str()):
                kept[key] = value
            case "observed_kind", str() if value in _KINDS or value in words:
                kept[key] = value
            case "observed_dtype", str() if _DTYPE.fullmatch(value):
                kept[key] = value
            case (("name" | "similar" | "package"), str()) if value in words:
                kept[key] = value
            case _:
                pass
    return kept


def _problem(
    problem: Problem, words: frozenset[str], sources: Mapping[str, str]
) -> Problem:
    """The type and the student's own lines, without the message.

    A class can be named at run time, so a type is kept when it is Python's or
    TensorFlow's own or stands in the source; and a line as the source has it.
    """
    name = problem.type_name.rpartition(".")[2]
    known = hasattr(builtins, name) or name in _LIBRARY_ERRORS or name in words
    frames = tuple(_frame(one, sources) for one in problem.frames if _own(one, sources))
    return Problem(name if known else "", "", frames)


def _own(frame: Frame, sources: Mapping[str, str]) -> bool:
    return bool(sources.get(PurePath(frame.file).name))


def _frame(frame: Frame, sources: Mapping[str, str]) -> Frame:
    name = PurePath(frame.file).name
    source = sources[name]
    function = frame.function
    if function not in _words(source) and function not in {"<module>", "<lambda>"}:
        function = ""
    lines = source.splitlines()
    code = lines[frame.line - 1].strip() if 0 < frame.line <= len(lines) else ""
    return Frame(name, frame.line, function, code)


def _words(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", source))
