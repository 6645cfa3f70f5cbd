"""Writes what a run in CI leaves: a folder of reports, and the runner's own files."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.ci.escaping import workflow_command
from grader.ci.places import Place
from grader.ci.remarks import Remark, code_quality
from grader.ci.summary import MOST_BYTES, Summary, not_graded_summary
from grader.errors import UsageError
from grader.gradebook import junit_xml
from grader.language import sentence
from grader.language.quantities import points_text
from grader.records import Outcome, RunRecord, SubmissionRecord
from grader.report import ReportWriter, edition, require_writable
from grader.report.write import own_mark, write_whole
from grader.visible import clean_surrogates

SUMMARY = "summary.md"
JUNIT, QUALITY = "junit.xml", "code-quality.json"
NAMES = frozenset({"index.html", "submissions", "results.json", JUNIT, QUALITY, SUMMARY})
MOST_ANNOTATIONS = 10
"""GitHub shows that many errors of a step, and as many warnings."""


def begin_report(out: Path) -> None:
    """A report at `out` that says that nothing was graded yet, in place of an earlier one.

    It stays if the run is killed.

    Raises:
        UsageError: it cannot be written, or something else is there, as a link that a pull
            request brought.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"--report-dir {out}: this is no folder. Name another.")
    there = {one.name for one in out.iterdir()} if out.exists() else set()
    if there and not (SUMMARY in there and there <= NAMES):
        raise UsageError(
            f"--report-dir {out}: this folder holds something else than a report of "
            "`grader ci`. Remove it, or name another."
        )
    require_writable(out)
    for name in there:
        path = out / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    write_not_graded(out, not_graded_summary(sentence("ci.not_finished")))


def write_report(
    run: RunRecord, out: Path, summary: Summary, found: Sequence[Remark]
) -> bool:
    """Write every artifact, in the student's edition. False when a page could not be made.

    Raises:
        UsageError: `out` cannot be written.
    """
    shown = edition(run, "student")
    with ReportWriter(replace(shown, submissions=()), out) as writer:
        everyone = [writer.add(one, own_mark(one)) for one in shown.submissions]
        writer.finish(everyone)
    _write_files(out, shown.submissions, summary, found)
    return not writer.failed


def write_not_graded(out: Path, summary: Summary) -> None:
    """Write what CI reads of a run that could not begin, or failed on our own side."""
    nobody = SubmissionRecord(
        *("submission", "submission", "", "ungraded", None, 0.0, 0.0, 0.0, ())
    )
    _write_files(out, [nobody], summary, ())


def _write_files(
    out: Path,
    submissions: Sequence[SubmissionRecord],
    summary: Summary,
    found: Sequence[Remark],
) -> None:
    write_whole(out / JUNIT, junit_xml(submissions).decode("utf-8"))
    write_whole(out / QUALITY, json.dumps(code_quality(found), indent=1) + "\n")
    write_whole(out / SUMMARY, summary.text())


@dataclass(frozen=True)
class Points:
    """Of what was graded; `score` is None when anything is not."""

    score: float | None
    most: float


def tell_runner(
    place: Place, out: Path, summary: Summary, points: Points | None = None
) -> None:
    """Append to the runner's own files: the outputs, and the summary of the step."""
    if place.outputs is not None:
        score = "" if points is None or points.score is None else points_text(points.score)
        most = "" if points is None else points_text(points.most)
        told = {"score": score, "max-score": most, "report-path": str(out)}
        text = "".join(_output(name, value) for name, value in told.items())
        _append(place.outputs, text)
    if place.summary is not None:
        there = place.summary.stat().st_size if place.summary.exists() else 0
        _append(place.summary, summary.text(max(MOST_BYTES - there - 1, 0)))


def _output(name: str, value: str) -> str:
    """An output as GitHub reads one of any number of lines."""
    end = f"end-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(clean_surrogates(text))


def annotate(found: Sequence[Remark], write: Callable[[str], None]) -> None:
    """Show remarks at their lines on GitHub: failures as errors, our faults as warnings.

    What went wrong for one reason in one line, in several checks, is shown once.
    """
    once = {(one.file, one.line, one.why): one for one in reversed(found)}
    shown = [one for one in found if once[one.file, one.line, one.why] is one]
    ours = [one for one in shown if one.outcome is Outcome.UNGRADED]
    theirs = [one for one in shown if one.outcome is not Outcome.UNGRADED]
    for name, several in (("error", theirs), ("warning", ours)):
        for one in several[:MOST_ANNOTATIONS]:
            where = {"file": one.file, "line": one.line, "title": one.title}
            write(workflow_command(name, one.text, **where))


def warning(message: str) -> str:
    """The workflow command that shows on GitHub that nothing was graded."""
    return workflow_command("warning", message, title=sentence("ci.not_graded"))
