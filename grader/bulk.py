"""Grades a class into a store: what is unchanged is not run again, nothing is lost.

    attempts -> plan (which steps of which attempts) -> examiners -> merged -> store

A submission that is done is in the store in one transaction. A run that was interrupted is
continued by running it again: what the store has under the same circumstances is kept.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from grader.assignments import WhichAttempt
from grader.circumstances import circumstances
from grader.course import Course
from grader.downloads import Attempt
from grader.marks import Assignment, HandedIn, Mark, mark
from grader.records import NotebookRecord, StepRecord, SubmissionRecord, summary, total
from grader.store import Standing, Store
from grader.submissions import Submission

OnStep = Callable[[str, str], None]
OnDone: TypeAlias = "Callable[[Job, SubmissionRecord], None]"


class Examiners(Protocol):
    """Grades submissions somewhere: here, or on a cluster."""

    def __call__(
        self,
        submissions: Sequence[Submission],
        on_step: OnStep,
        on_done: Callable[[SubmissionRecord], None],
    ) -> None:
        """Grade them all; `on_done` may be called in any thread."""


@dataclass(frozen=True)
class Job:
    """An attempt of which something is to be examined.

    student:    key of the student.
    submission: its id is the job's; its steps are those to be examined.
    reused:     results of the other steps, by the step's id.
    """

    attempt: int
    student: str
    submission: Submission
    reused: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """What a run has to do.

    jobs:   attempts of which some step is to be examined.
    merge:  attempts whose results are all there but make no grading yet.
    kept:   how many attempts are graded as they are.
    choose: attempts of which the best is to be found, by student, with their numbers.
    """

    jobs: tuple[Job, ...]
    merge: tuple[Job, ...]
    kept: int
    choose: Mapping[str, Mapping[int, int]]


class ClassRun:
    """One run over a class: its store, its assignment, its secret seed."""

    def __init__(
        self,
        store: Store,
        course: Course,
        assignment: Assignment,
        versions: Mapping[str, str],
    ) -> None:
        self.store = store
        self.course = course
        self.assignment = assignment
        self.versions = versions
        self.seed_id, self.seed = store.seed()
        self._steps = [course.step(id) for id in assignment.weights]
        self._circumstances = {
            one.id: circumstances(course, one, self.seed, versions) for one in self._steps
        }

    def hand_in(
        self, attempts: Iterable[Attempt], which: WhichAttempt
    ) -> Mapping[str, Mapping[int, int]]:
        """Keep attempts in the store, and let the one count that `which` says.

        Returns the attempts to be graded of each student, with their numbers; of `best`
        that is all of them. One that was handed in twice is one.
        """
        by_student: dict[str, list[Attempt]] = {}
        for one in attempts:
            by_student.setdefault(one.student.key, []).append(one)
        chosen = {}
        with self.store.at_once():
            for key, several in by_student.items():
                several.sort(key=lambda one: one.number)
                picked = {"last": several[-1:], "first": several[:1]}.get(which, several)
                numbers: dict[int, int] = {}
                for one in picked:
                    how = HandedIn(one.submitted, one.late, one.number, len(several))
                    whole = replace(one.submission, steps=tuple(self.assignment.weights))
                    name = self.assignment.name
                    attempt = self.store.hand_in(name, one.student, whole, how)
                    numbers.setdefault(attempt, one.number)
                self.store.stand(attempt, picked[-1].number, len(several))
                chosen[key] = numbers
        return chosen

    def plan(
        self,
        attempts: Mapping[str, Mapping[int, int]],
        again: frozenset[str] = frozenset(),
    ) -> Plan:
        """What is to be done for some attempts of students, as `hand_in` gives them.

        again: steps to be examined whether anything changed or not.
        """
        jobs, merge, kept = [], [], 0
        taken: set[str] = set(attempts)
        for key, numbers in attempts.items():
            for attempt, number in numbers.items():
                name = key
                while len(numbers) > 1 and name in taken:
                    name = f"{name} ({number})"
                taken.add(name)
                job = self._job(attempt, key, name, again)
                if job.submission.steps:
                    jobs.append(job)
                elif self.store.results_of_latest(attempt) != job.reused:
                    merge.append(job)
                else:
                    kept += 1
        choose = {key: numbers for key, numbers in attempts.items() if len(numbers) > 1}
        return Plan(tuple(jobs), tuple(merge), kept, choose)

    def plan_again(self, steps: frozenset[str]) -> Plan:
        """Examine some steps of everyone anew, and nothing else whatever has changed."""
        jobs = []
        for standing in self.store.standings(self.assignment.name):
            if standing.attempt is None or standing.grading is None:
                continue
            results = self.store.results_of_latest(standing.attempt)
            reused = {step: id for step, id in results.items() if step not in steps}
            key = standing.student.key
            jobs.append(self._job_of(standing.attempt, key, key, reused))
        return Plan(tuple(jobs), (), 0, {})

    def carry_out(
        self,
        plan: Plan,
        examiners: Examiners | None,
        on_step: OnStep = lambda submission, step: None,
        on_done: OnDone = lambda job, record: None,
        keep: bool = True,
    ) -> None:
        """Examine what the plan says and keep it, each submission as it is done.

        examiners: may be None when there are no jobs.
        on_done:   told each job with its whole record, after it is in the store.
        keep:      whether it goes into the store at all.
        """

        def end(job: Job, fresh: SubmissionRecord | None) -> None:
            record = self.whole(job, fresh)
            if keep:
                self.save(job, record)
            on_done(job, record)

        for job in plan.merge:
            end(job, None)
        if plan.jobs:
            assert examiners is not None
            jobs = {job.submission.id: job for job in plan.jobs}
            examiners(
                [job.submission for job in plan.jobs],
                on_step,
                lambda fresh: end(jobs[fresh.id], fresh),
            )
        for key, numbers in plan.choose.items():
            self._choose_best(key, numbers)

    def whole(self, job: Job, fresh: SubmissionRecord | None) -> SubmissionRecord:
        """What was examined now together with what is used again, in the course's order."""
        kept = [self.store.step(id) for id in job.reused.values()]
        before = self.store.latest_record(job.attempt) if kept else None
        base = fresh or before
        assert base is not None
        if fresh is not None and fresh.fault:
            return fresh
        found = {one.id: one for one in (*kept, *(fresh.steps if fresh else ()))}
        steps = tuple(found[one.id] for one in self._steps if one.id in found)
        score = total(one.score for one in steps)
        return replace(
            base,
            status="ungraded" if score is None else "graded",
            score=score,
            max_score=sum(one.max_score for one in steps),
            steps=steps,
            notebooks=_notebooks(base, before, steps),
        )

    def save(self, job: Job, record: SubmissionRecord) -> None:
        """Keep the grading of a job; what could not be graded at all uses nothing again."""
        reused = {} if record.fault else job.reused
        self.store.save(
            *(job.attempt, replace(record, id=job.student), self.seed_id, self.versions),
            *(self._circumstances, reused),
        )

    def change(self, job: Job, record: SubmissionRecord) -> tuple[Mark, Mark] | None:
        """A student's mark before and after a new grading; None when nothing differs."""
        standing = self.store.standing(self.assignment.name, job.student)
        if standing is None or standing.grading is None:
            return None
        grading = replace(standing.grading, summary=summary(record))
        before = mark_of(standing, self.assignment)
        after = mark_of(replace(standing, grading=grading), self.assignment)
        seen = [
            [(one.outcome, one.graded) for one in mark.steps] for mark in (before, after)
        ]
        return (before, after) if seen[0] != seen[1] else None

    def _job(self, attempt: int, student: str, name: str, again: frozenset[str]) -> Job:
        results = self.store.results(attempt)
        reused = {
            step: results[step].id
            for step, told in self._circumstances.items()
            if step in results and results[step].circumstances == told and step not in again
        }
        return self._job_of(attempt, student, name, reused)

    def _job_of(
        self, attempt: int, student: str, name: str, reused: Mapping[str, int]
    ) -> Job:
        steps = tuple(step for step in self._circumstances if step not in reused)
        submission = self.store.submission(attempt) if steps else _NOTHING
        return Job(attempt, student, replace(submission, id=name, steps=steps), reused)

    def _choose_best(self, key: str, numbers: Mapping[int, int]) -> None:
        """Of several attempts the one with the best mark counts; of equals the first.

        One that could not be graded comes before them all: it may be the best.
        """
        marks = []
        before = self.store.standing(self.assignment.name, key)
        attempts = before.handed_in.attempts if before and before.handed_in else 0
        with self.store.at_once():
            for attempt, number in numbers.items():
                self.store.stand(attempt, number, attempts)
                standing = self.store.standing(self.assignment.name, key)
                assert standing is not None
                final = mark_of(standing, self.assignment).final
                marks.append((math.inf if final is None else final, -number, attempt))
            _, number, attempt = max(marks)
            self.store.stand(attempt, -number, attempts)


_NOTHING = Submission("", "", "", (), ())


def mark_of(standing: Standing, assignment: Assignment) -> Mark:
    """A student's mark as it stands in a store."""
    return mark(
        standing.student,
        assignment,
        standing.grading.summary if standing.grading else None,
        standing.handed_in,
        extension(standing.extension, assignment.lateness.deadline),
        standing.overrides,
        standing.comments,
    )


def extension(told: str, deadline: datetime.datetime | None) -> datetime.timedelta:
    """A student's extension as time after the deadline.

    told: seconds, a deadline as ISO 8601 with offset, or "" for none.
    """
    if not told:
        return datetime.timedelta()
    try:
        return datetime.timedelta(seconds=float(told))
    except ValueError:
        until = datetime.datetime.fromisoformat(told)
    if deadline is None:
        return datetime.timedelta()
    return max(until - deadline, datetime.timedelta())


def _notebooks(
    base: SubmissionRecord, before: SubmissionRecord | None, steps: Sequence[StepRecord]
) -> tuple[NotebookRecord, ...]:
    """The notebooks as they ran last; cells also name the steps that are used again."""
    earlier = {one.name: one for one in (before.notebooks if before else ())}
    kept = {step.id for step in steps}
    merged = []
    for notebook in base.notebooks:
        old = earlier.get(notebook.name, notebook)
        same = [one.source for one in old.cells] == [one.source for one in notebook.cells]
        cells = tuple(
            replace(
                cell,
                steps=tuple(
                    id
                    for id in sorted({*cell.steps, *(other.steps if same else ())})
                    if id in kept
                ),
            )
            for cell, other in zip(
                notebook.cells, old.cells if same else notebook.cells, strict=True
            )
        )
        merged.append(replace(notebook, cells=cells))
    return tuple(merged)
