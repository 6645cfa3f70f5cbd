"""results.json: the whole run as documented, strict JSON.

The schema lies beside this file; `docs/reference/results.md` is made from it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.language import sentence, spoken
from grader.marks import Mark
from grader.records import (
    Call,
    CheckRecord,
    Difference,
    FindingRecord,
    LeftOut,
    MisconceptionRecord,
    NotebookRecord,
    Problem,
    RunRecord,
    StepRecord,
    SubmissionRecord,
    Value,
)
from grader.report.sentences import (
    left_out_sentence,
    notebook_rationale,
    rationale,
    step_rationale,
)
from grader.visible import clean_surrogates

SCHEMA_VERSION = 1


def results(run: RunRecord) -> dict[str, Any]:
    """The run as the dict of results.json; hand in the edition that is wanted.

    Numbers that JSON cannot hold are the strings `NaN`, `Infinity` and `-Infinity`.
    """
    plain = {
        "schema_version": SCHEMA_VERSION,
        "course": {
            "id": run.course,
            "title": run.course_title,
            "version": run.course_version,
            "path": run.course_path,
        },
        "run": {
            "seed": run.seed,
            "started": run.started,
            "language": spoken(),
            "versions": dict(run.versions),
            "limits": asdict(run.limits),
        },
        "submissions": [_submission(one) for one in run.submissions],
    }
    strict: dict[str, Any] = _strict(plain)
    return strict


def results_text(header: RunRecord, submissions: Iterable[str]) -> Iterator[str]:
    """results.json in parts: one line per submission, so that two runs can be compared.

    header: the run; its submissions are ignored. submissions: of `submission_line`.
    """
    head = {k: v for k, v in results(header).items() if k != "submissions"}
    yield "{\n" + "".join(
        f"{json.dumps(key)}: {_json(value)},\n" for key, value in head.items()
    )
    yield '"submissions": ['
    between = "\n"
    for line in submissions:
        yield between + line
        between = ",\n"
    yield "\n]\n}\n"


def submission_line(record: SubmissionRecord, mark: Mark, fingerprint: str) -> str:
    """A submission as one line of results.json, with its mark.

    fingerprint: tells whether a line is still what would be written.
    """
    told = {"fingerprint": fingerprint, **_submission(record), "mark": _mark(mark)}
    return _json(_strict(told))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def read_results(path: Path) -> dict[str, Any]:
    """Read back a results.json, or the one in a folder.

    Raises:
        UsageError: it is missing, no JSON, or of another schema version.
    """
    file = path / "results.json" if path.is_dir() else path
    try:
        content = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(sentence("read.missing", path=str(file))) from error
    except ValueError as error:
        text = sentence("read.not_json", path=str(file), error=str(error))
        raise UsageError(text) from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version != SCHEMA_VERSION:
        raise UsageError(
            sentence(
                "read.version", path=str(file), version=str(version), known=SCHEMA_VERSION
            )
        )
    return dict(content)


def schema() -> dict[str, Any]:
    """The JSON Schema of results.json."""
    text = files("grader.report").joinpath("results.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def _submission(record: SubmissionRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "student": record.student,
        "source": record.source,
        "status": record.status,
        "score": record.score,
        "max_score": record.max_score,
        "seconds": record.seconds,
        "cpu_seconds": record.cpu_seconds,
        "steps": [_step(one) for one in record.steps],
        "left_out": [_left_out(one) for one in record.left_out],
        "fault": record.fault,
        "layers": list(record.layers),
        "notebooks": [_notebook(one) for one in record.notebooks],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    told = asdict(mark)
    overrides = [asdict(one.override) for one in mark.steps if one.override is not None]
    names = "assignment status raw final max_score late late_days penalty submitted"
    kept = {name: told[name] for name in (*names.split(), "attempt", "attempts")}
    return {**kept, "overrides": overrides, "comments": told["comments"]}


def _left_out(record: LeftOut) -> dict[str, Any]:
    return {
        "path": record.path,
        "reason": record.reason,
        "rationale": left_out_sentence(record),
        "details": dict(record.details),
    }


def _notebook(record: NotebookRecord) -> dict[str, Any]:
    """How a notebook ran, without its sources and outputs."""
    return {
        "name": record.name,
        "sha256": record.sha256,
        "refused": record.refused,
        "stopped": record.stopped,
        "rationale": notebook_rationale(record),
        "seconds": record.seconds,
        "cell_count": len(record.cells) + record.cut,
        "cells": [
            {"kind": one.kind, "state": one.state, "steps": list(one.steps)}
            for one in record.cells
        ],
    }


def _step(record: StepRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "outcome": record.outcome.value,
        "reason": record.reason.value,
        "rationale": step_rationale(record),
        "hint": record.misconceptions[0].hint if record.misconceptions else "",
        "score": record.score,
        "max_score": record.max_score,
        "seconds": record.seconds,
        "cpu_seconds": record.cpu_seconds,
        "misconception": _first(record.misconceptions),
        "misconceptions": _misconceptions(record.misconceptions),
        "checks": [_check(one) for one in record.checks],
        "file": record.file,
        "cell": record.cell,
        "sha256": record.sha256,
        "output": {"text": record.output.text, "cut_bytes": record.output.cut_bytes},
        "flags": list(record.flags),
    }


def check_result(record: CheckRecord) -> dict[str, Any]:
    """A check as results.json has it, to compare with what was recorded."""
    strict: dict[str, Any] = _strict(_check(record))
    return strict


def _check(record: CheckRecord) -> dict[str, Any]:
    failing = next((one for one in record.findings if not one.passed), None)
    return {
        "id": record.id,
        "name": record.name,
        "outcome": record.outcome.value,
        "reason": record.reason.value,
        "rationale": rationale(record),
        "hint": record.hint,
        "points": record.points,
        "max_points": record.max_points,
        "visibility": record.visibility,
        "misconception": _first(record.misconceptions),
        "misconceptions": _misconceptions(record.misconceptions),
        "expected": _value(failing.expected) if failing else None,
        "observed": _value(failing.observed) if failing else None,
        "findings": [_finding(one) for one in record.findings],
        "calls": [_call(one) for one in record.calls],
        "problem": _problem(record.problem),
        "details": dict(record.details),
        "flags": list(record.flags),
        "seconds": record.seconds,
    }


def _first(records: Iterable[MisconceptionRecord]) -> str | None:
    return next((one.id for one in records), None)


def _misconceptions(records: Iterable[MisconceptionRecord]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "step": one.step,
            "redefines": one.redefines,
            "name": one.name,
            "hint": one.hint,
        }
        for one in records
    ]


def _finding(record: FindingRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "passed": record.passed,
        "reason": record.reason.value,
        "comparison": record.comparison,
        "parameters": dict(record.parameters),
        "expected": _value(record.expected),
        "observed": _value(record.observed),
        "difference": _difference(record.difference),
        "plot": record.plot,
    }


def _call(record: Call) -> dict[str, Any]:
    return {
        "verb": record.verb,
        "target": record.target,
        "arguments": [
            {"name": name, "value": _value(value)} for name, value in record.arguments
        ],
        "returned": _value(record.returned),
        "expected": _value(record.expected),
        "difference": _difference(record.difference),
        "problem": _problem(record.problem),
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    """A value with only the keys that say something about its kind."""
    if value is None:
        return None
    plain: dict[str, Any] = {"kind": value.kind}
    if value.type_name:
        plain["type_name"] = value.type_name
    if value.dtype is not None:
        plain["dtype"] = value.dtype
    if value.shape is not None:
        plain["shape"] = list(value.shape)
    if value.data is not None:
        plain["data"] = value.data
    if value.digest is not None:
        plain["digest"] = value.digest
    if value.items:
        plain["items"] = [_value(one) for one in value.items]
    return plain


def _difference(record: Difference | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "index": list(record.index),
        "expected": record.expected,
        "observed": record.observed,
        "count": record.count,
        "size": record.size,
        "largest": record.largest,
        "region_start": list(record.region_start),
        "region_expected": record.region_expected,
        "region_observed": record.region_observed,
    }


def _problem(record: Problem | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "type_name": record.type_name,
        "message": record.message,
        "column": record.column,
        "frames": [
            {"file": one.file, "line": one.line, "function": one.function, "code": one.code}
            for one in record.frames
        ],
    }


def _finite_numbers(values: list[Any]) -> bool:
    """Whether a list holds finite floats alone: the long ones do, and need no copy."""
    if not all(type(value) is float for value in values):
        return False
    return all(map(math.isfinite, values))


def _strict(value: Any) -> Any:
    """Numbers and text as strict JSON in UTF-8 can hold them."""
    match value:
        case float() if not math.isfinite(value):
            return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
        case str():
            return clean_surrogates(str(value))
        case dict():
            return {_strict(str(key)): _strict(item) for key, item in value.items()}
        case list() if _finite_numbers(value):
            return value
        case list() | tuple():
            return [_strict(item) for item in value]
        case _:
            return value
