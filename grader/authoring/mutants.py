"""Grades every mutant of the references: what survives shows a check that is missing.

A survivor that computes the same is listed in the step's `equivalent.toml` with the reason:

    [[mutant]]
    before = "the line as it was"
    after = "the line as it is in the mutant"
    reason = "why both are right"
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.mutation import Mutant, mutants
from grader.course import Course, Step
from grader.errors import BrokenCheck, CourseError
from grader.examination.conversation import Budget, hold
from grader.examination.references import load_code, wrong
from grader.grading import Setting
from grader.run import MakeSource, open_setting
from grader.sandbox.client import Failure
from grader.sandbox.loading import Part
from grader.sandbox.sources import default_source

EQUIVALENT = "equivalent.toml"
TABLE = "MUTATION.md"
SEED = "mutants"
MOST_CALL_SECONDS = 20.0
Known = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class MutationReport:
    """What became of the mutants of one step.

    equivalent: (mutant, reason) of those that compute the same.
    unused:     entries of `equivalent.toml` that no survivor matches any more.
    """

    step: str
    total: int
    killed: int
    equivalent: tuple[tuple[Mutant, str], ...]
    surviving: tuple[Mutant, ...]
    unused: tuple[str, ...]


def count_mutants(steps: Sequence[Step]) -> int:
    """How many mutants the references of some steps have."""
    return sum(1 for step in steps for _ in mutants(step.solution.source))


def grade_mutants(
    course: Course,
    steps: Sequence[Step],
    workers: int,
    on_done: Callable[[], None] = lambda: None,
    make_source: MakeSource = default_source,
) -> Iterator[MutationReport]:
    """Grade the mutants of some steps; a report a step. `on_done` is called after each.

    Raises:
        BrokenCheck: the reference itself does not pass.
        CourseError: an `equivalent.toml` cannot be read.
    """
    with open_setting(course, SEED, make_source) as setting:
        for step in steps:
            known = _known(step)
            for check in step.checks:
                setting.references.reference(step, check)
            made = list(mutants(step.solution.source))

            def lives(mutant: Mutant, step: Step = step) -> bool:
                alive = _survives(step, setting, mutant)
                on_done()
                return alive

            with ThreadPoolExecutor(workers) as pool:
                alive = [
                    m for m, lived in zip(made, pool.map(lives, made), strict=True) if lived
                ]
            yield _report(step, made, alive, known)


def _report(
    step: Step, made: Sequence[Mutant], alive: Sequence[Mutant], known: Known
) -> MutationReport:
    explained = [
        (m, known[m.before, m.after]) for m in alive if (m.before, m.after) in known
    ]
    surviving = [m for m in alive if (m.before, m.after) not in known]
    used = {(mutant.before, mutant.after) for mutant, _ in explained}
    return MutationReport(
        step=step.id,
        total=len(made),
        killed=len(made) - len(alive),
        equivalent=tuple(explained),
        surviving=tuple(surviving),
        unused=tuple(after for before, after in known if (before, after) not in used),
    )


def _known(step: Step) -> Known:
    path = step.folder / EQUIVALENT
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
        return {(one["before"], one["after"]): one["reason"] for one in entries}
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        message = f"each [[mutant]] needs before, after and reason: {error}"
        raise CourseError(message, str(path)) from error


def _survives(step: Step, setting: Setting, mutant: Mutant) -> bool:
    """Whether a mutant passes all checks of its step."""
    seconds = min(step.limits.call_cpu_seconds, MOST_CALL_SECONDS)
    limits = dataclasses.replace(step.limits, call_cpu_seconds=seconds)
    budget = Budget(limits)
    with setting.source.worker(limits) as worker:
        part = Part(step.solution.file, mutant.source)
        try:
            load_code(
                worker,
                budget,
                (part,),
                seconds=limits.load_cpu_seconds,
                fixtures=step.fixtures,
            )
        except Failure:
            return False
        for check in step.checks:
            reference = setting.references.reference(step, check)
            try:
                held = hold(
                    check,
                    step.id,
                    worker,
                    budget,
                    limits,
                    setting.seed,
                    setting.course.data,
                )
            except BrokenCheck as broken:
                message = f"{broken}, with the mutant\n{mutant.diff}"
                raise BrokenCheck(step.id, check.id, message) from broken
            if wrong(held, reference):
                return False
    return True


def write_table(course: Course, reports: Sequence[MutationReport]) -> Path:
    """Write the table of a whole course's mutants beside its `course.toml`."""
    rows = [
        f"| {one.step} | {one.total} | {one.killed} | {len(one.equivalent)} | "
        f"{len(one.surviving)} |"
        for one in reports
    ]
    sums = [
        sum(numbers)
        for numbers in zip(
            *((r.total, r.killed, len(r.equivalent), len(r.surviving)) for r in reports),
            strict=True,
        )
    ]
    reasons = [
        f"- {one.step}: `{mutant.before}` as `{mutant.after}`: {reason}"
        for one in reports
        for mutant, reason in one.equivalent
    ]
    lines = [
        "# Mutants of the references",
        "",
        "Written by `grader verify --mutants`. Each mutant is a reference with one small",
        "change; it is killed when it loses marks.",
        "",
        "| step | mutants | killed | equivalent | surviving |",
        "| --- | --: | --: | --: | --: |",
        *rows,
        "| all | " + " | ".join(map(str, sums)) + " |",
        "",
        "## Equivalent, and why",
        "",
        *(reasons or ["None."]),
        "",
    ]
    path = course.path / TABLE
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
