"""Reruns recorded checks in a fresh worker: what it takes to answer an appeal."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Course, Step, load_course
from grader.errors import UsageError
from grader.grading import grade
from grader.records import CheckRecord, Limits
from grader.report import check_result, read_results
from grader.run import open_setting
from grader.store import Store
from grader.submissions import Submission, find_submissions


@dataclass(frozen=True)
class Rerun:
    """A check as it went this time; `difference` says how the record disagrees."""

    check: CheckRecord
    confirmed: bool
    difference: str = ""


@dataclass(frozen=True)
class Appeal:
    """A recorded step and all that it takes to examine it again.

    checks: as results.json has them, by id.
    """

    course: Course
    seed: str
    submission: Submission
    checks: Mapping[str, Mapping[str, Any]]


def from_results(out: Path, submission: str, step: str, course: Path | None) -> Appeal:
    """A step that a results.json records; what was graded is read again.

    Raises:
        UsageError: no such record, or what was graded is no longer there as it was.
    """
    results = read_results(out / "results.json")
    recorded = _entry(results["submissions"], "id", submission, "submission")
    run = results["run"]
    chosen = _with_limits(
        load_course(course or Path(results["course"]["path"])), run["limits"]
    )
    wanted = chosen.step(step)
    recorded_step = _entry(recorded["steps"], "id", wanted.id, "step")
    again = _as_handed_in(recorded, recorded_step, wanted, chosen)
    checks = {one["id"]: one for one in recorded_step["checks"]}
    return Appeal(chosen, str(run["seed"]), again, checks)


def from_store(
    store: Store, course: Course, assignment: str, student: str, step: str
) -> Appeal:
    """A step of the grading in force of a student, with the work that the store kept.

    Raises:
        UsageError: no such student, or nothing of theirs is graded.
    """
    key = store.find(student).key
    standing = store.standing(assignment, key)
    if standing is None or standing.grading is None or standing.attempt is None:
        raise UsageError(f"Nothing of {student} is graded yet.")
    wanted = course.step(step)
    record = store.record(standing.grading.id)
    known = {one.id: one for one in record.steps}
    if wanted.id not in known:
        raise UsageError(f"{wanted.id} was not graded for {student}.")
    whole = store.submission(standing.attempt)
    files = tuple(file for file in whole.files if file.step == wanted.id)
    notebooks = () if files else whole.notebooks
    again = dataclasses.replace(
        whole, id=key, files=files, notebooks=notebooks, steps=(wanted.id,)
    )
    checks = {one.id: check_result(one) for one in known[wanted.id].checks}
    return Appeal(course, store.seed_of(standing.grading.seed_id), again, checks)


def rerun(appeal: Appeal, check: str | None) -> Iterator[Rerun]:
    """Rerun one check, or all checks, of a recorded step.

    Same seed, same limits, fresh worker.

    Raises:
        UsageError: the step has no such check, or it could not be graded this time.
    """
    notebooks = bool(appeal.submission.notebooks)
    with open_setting(appeal.course, appeal.seed, notebooks=notebooks) as setting:
        record = grade(appeal.submission, setting)
    if not record.steps:
        raise UsageError(f"It could not be graded this time: {record.fault}")
    (step,) = record.steps
    found = [one for one in step.checks if check in (None, one.id, one.name)]
    if not found:
        known = ", ".join(one.id for one in step.checks)
        raise UsageError(f"{step.id} has no check {check!r}. Its checks are: {known}.")
    for one in found:
        difference = _difference(appeal.checks.get(one.id), check_result(one))
        yield Rerun(one, not difference, difference)


def _entry(entries: list[Any], key: str, value: str, what: str) -> Mapping[str, Any]:
    for entry in entries:
        if entry[key] == value:
            found: Mapping[str, Any] = entry
            return found
    known = ", ".join(str(entry[key]) for entry in entries[:20])
    raise UsageError(f"No {what} {value!r} in these results. There are: {known}.")


def _with_limits(course: Course, limits: Mapping[str, Any]) -> Course:
    names = {field.name for field in dataclasses.fields(Limits)}
    known = {name: value for name, value in limits.items() if name in names}
    return dataclasses.replace(course, limits=dataclasses.replace(course.limits, **known))


def _as_handed_in(
    recorded: Mapping[str, Any],
    recorded_step: Mapping[str, Any],
    step: Step,
    course: Course,
) -> Submission:
    path = Path(recorded["source"])
    if not path.exists():
        raise UsageError(f"{path} is no longer there, so it cannot be examined again.")
    (found,) = find_submissions([path], course)
    name = recorded_step["file"]
    files = tuple(file for file in found.files if file.step == step.id)
    notebooks = () if files else tuple(one for one in found.notebooks if one.name == name)
    contents = [one.content for one in files] + [one.content for one in notebooks]
    digest = hashlib.sha256(contents[0]).hexdigest() if contents else ""
    if recorded_step["sha256"] != digest:
        raise UsageError(f"{step.id} in {path} has changed since it was graded.")
    return dataclasses.replace(
        found,
        id=recorded["id"],
        student=recorded["student"],
        files=files,
        notebooks=notebooks,
        steps=(step.id,),
        left_out=(),
    )


def _difference(recorded: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    if recorded is None:
        return "the record does not know this check"
    for key in ("outcome", "points", "reason", "expected", "observed"):
        if recorded[key] != now[key]:
            return f"{key} was {recorded[key]!r}, is now {now[key]!r}"
    return ""
