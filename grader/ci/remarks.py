"""What there is to say at lines of the student's files: annotations, code quality."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from grader.language import sentence
from grader.records import (
    CheckRecord,
    MisconceptionRecord,
    Outcome,
    Reason,
    StepRecord,
    SubmissionRecord,
)
from grader.report.checks_view import shared_cause
from grader.report.sentences import rationale, step_rationale
from grader.visible import clean_surrogates, short, shorten

QUIET = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.SKIPPED})
_SEVERITIES = {Outcome.CRASHED: "critical", Outcome.TIMED_OUT: "critical"}
_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_SOURCE = 400_000
_TEXT = 2000


@dataclass(frozen=True)
class Remark:
    """Something that did not pass, and where.

    check: its id; "" when it is about the whole step.
    file:  as the repository names it, "" when there is none.
    line:  from 1; None in a notebook, whose lines nobody counts.
    text:  sentences, one a line.
    """

    step: str
    check: str
    outcome: Outcome
    reason: Reason
    title: str
    text: str
    file: str
    line: int | None

    @property
    def why(self) -> str:
        """The first sentences of its text: why it did not pass."""
        return self.text.partition("\n")[0]


def remarks(record: SubmissionRecord, folder: str) -> list[Remark]:
    """A remark for each check that did not pass, the first one of every step first.

    record: in the student's edition. folder: where the files are, as the repository names
    it, or "". Checks that failed together for one cause have one remark.
    """
    found = [
        (n, remark)
        for step in record.steps
        for n, remark in enumerate(_of_step(step, folder))
    ]
    return [remark for _, remark in sorted(found, key=lambda one: one[0])]


def _of_step(step: StepRecord, folder: str) -> Iterator[Remark]:
    if step.outcome in QUIET:
        return
    speaker = shared_cause(step)
    if not step.checks:
        text = step_rationale(step)
        yield _remark(step, "", step.outcome, step.reason, step.title, text, folder, 1)
        return
    for check in step.checks if speaker is None else [speaker]:
        if check.outcome not in QUIET:
            whole = speaker is not None
            yield _remark(
                *(step, "" if whole else check.id, check.outcome, check.reason),
                *(step.title if whole else check.name, _text(check), folder),
                _line(step, check),
            )


def _remark(
    step: StepRecord,
    check: str,
    outcome: Outcome,
    reason: Reason,
    title: str,
    text: str,
    folder: str,
    line: int,
) -> Remark:
    file = f"{folder}/{step.file}" if folder and step.file else step.file
    place = line if step.file.endswith(".py") else None
    title = f"{short(step.id, 60)}: {short(title, 160)}"
    return Remark(step.id, check, outcome, reason, title, text, file, place)


def _text(check: CheckRecord) -> str:
    """Why, which mistake, and advice; of what is no fault of the student only why."""
    if check.outcome is Outcome.UNGRADED:
        return rationale(check)
    named = [sentence("misconception", name=one.name) for one in check.misconceptions]
    return shorten("\n".join([rationale(check), *named, advice(check)]).strip(), _TEXT)


def advice(check: CheckRecord) -> str:
    """The hint of the mistake that was recognised, else that of the check."""
    return next((one.hint for one in check.misconceptions if one.hint), check.hint)


def _line(step: StepRecord, check: CheckRecord) -> int:
    """Where it went wrong, else where the function that was called is defined, else 1."""
    last = step.source.count("\n") + 1
    own = PurePath(step.file).name
    if check.problem is not None and check.reason is not Reason.STUB:
        lines = [one.line for one in check.problem.frames if PurePath(one.file).name == own]
        if lines and 0 < lines[-1] <= last:
            return lines[-1]
    told = check.details.get("line")
    if isinstance(told, int) and 0 < told <= last:
        return told
    return next(_definitions(step.source, _spoken_to(check)), 1)


def _spoken_to(check: CheckRecord) -> list[str]:
    """Names that the check spoke to, the most telling first."""
    telling = sorted(check.calls, key=lambda one: not (one.problem or one.difference))
    targets = [one.target.partition(".")[0].partition("(")[0] for one in telling]
    redefined = [one.redefines for one in check.misconceptions]
    return [*redefined, *targets, str(check.details.get("name", ""))]


def _definitions(source: str, names: Sequence[str]) -> Iterator[int]:
    """Lines of top-level definitions: those of some names, then the first of all.

    A pattern and no parser: the source of a stranger is not parsed in this process.
    """
    text = source[:_SOURCE].replace("\r\n", "\n").replace("\r", "\n")
    lines: dict[str, int] = {}
    for found in _DEFINITION.finditer(text):
        lines.setdefault(found[1], text.count("\n", 0, found.start()) + 1)
    yield from (lines[name] for name in names if name in lines)
    yield from lines.values()


def code_quality(found: Sequence[Remark]) -> list[dict[str, Any]]:
    """GitLab's code quality report. A fault of the grader is no quality of the code."""
    return [
        {
            "description": short(f"{one.title}. {one.text}", 500),
            "check_name": short(f"{one.step}/{one.check or one.reason}"),
            "fingerprint": _fingerprint(one),
            "severity": _SEVERITIES.get(one.outcome, "major"),
            "location": {
                "path": clean_surrogates(one.file),
                "lines": {"begin": one.line or 1},
            },
        }
        for one in found
        if one.outcome is not Outcome.UNGRADED and one.file
    ]


def _fingerprint(remark: Remark) -> str:
    """The same for the same remark in the next run, wherever its line has gone."""
    parts = (remark.file, remark.step, remark.check, remark.reason.value)
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()


def misconceptions(step: StepRecord) -> list[MisconceptionRecord]:
    """Every mistake that was recognised in a step, once."""
    named = {one.id: one for one in step.misconceptions}
    for check in step.checks:
        named |= {one.id: one for one in check.misconceptions if one.id not in named}
    return list(named.values())
