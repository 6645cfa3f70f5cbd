"""The report of a class, made from its store: nothing is run for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from grader.bulk import Job, mark_of
from grader.marks import Assignment, Mark
from grader.records import LeftOut, RunRecord, Student, SubmissionRecord
from grader.report import Audience, Graded, Reported, ReportWriter
from grader.store import Grading, Store


class ClassReport:
    """Writes the report of an assignment as its submissions are graded. Thread-safe.

    anonymous: every student stands under a stable pseudonym, and so do their pages; what
               instructors wrote and names of files that were left out are not shown.
    alone:     as for `ReportWriter`.
    """

    def __init__(
        self,
        store: Store,
        assignment: Assignment,
        header: RunRecord,
        out: Path,
        audience: Audience,
        anonymous: bool = False,
        alone: bool = True,
    ) -> None:
        self._store = store
        self._assignment = assignment
        self._anonymous = anonymous
        self._writer = ReportWriter(header, out, audience, assignment.name, alone)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.__exit__()

    @property
    def failed(self) -> Mapping[str, Exception]:
        """Pages that our own side could not make, by the id of their submission."""
        return self._writer.failed

    def add(self, job: Job, record: SubmissionRecord) -> None:
        """Write the page of a submission that has just been graded, if it counts."""
        standing = self._store.standing(self._assignment.name, job.student)
        if standing is not None and standing.attempt == job.attempt and standing.grading:
            mark = self._shown(mark_of(standing, self._assignment))
            graded = self._graded(standing.grading)
            self._writer.add(self._of(record, mark.student), mark, graded)

    def finish(self) -> tuple[Path, list[Reported]]:
        """Write what is missing, results.json and the class page.

        Returns the path of the latter, and everyone as the report shows them.
        """
        everyone, gradings = [], {}
        for standing in self._store.standings(self._assignment.name):
            shown = self._shown(mark_of(standing, self._assignment))
            if standing.grading is None:
                everyone.append(Reported(shown))
                continue
            short = self._of(standing.grading.summary, shown.student)
            everyone.append(Reported(shown, short, self._graded(standing.grading)))
            gradings[shown.student.key] = standing.grading.id

        def load(one: Reported) -> SubmissionRecord:
            key = one.mark.student.key
            return self._of(self._store.record(gradings[key]), one.mark.student)

        everyone.sort(key=lambda one: one.mark.student.name.casefold())
        return self._writer.finish(everyone, load), everyone

    def _graded(self, grading: Grading) -> Graded:
        seed = self._store.seed_of(grading.seed_id)
        return Graded(grading.at, seed, grading.versions, grading.digest)

    def _shown(self, mark: Mark) -> Mark:
        """A mark as the report names its student."""
        if not self._anonymous:
            return mark
        pseudonym = self._store.pseudonym(mark.student.key)
        steps = tuple(
            replace(one, override=one.override and replace(one.override, why="", who=""))
            for one in mark.steps
        )
        student = Student(pseudonym, pseudonym)
        return replace(mark, student=student, steps=steps, comments=())

    def _of(self, record: SubmissionRecord, student: Student) -> SubmissionRecord:
        """A record as the report names its student."""
        named = replace(record, id=student.key, student=student.name)
        if not self._anonymous:
            return named
        left_out = tuple(LeftOut("", one.reason) for one in record.left_out)
        return replace(named, source="", fault="", left_out=left_out)
