"""Collects the checks of a step and reports each as pytest reports a test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course, Step, exercise
from grader.errors import GraderError
from grader.examination import Check
from grader.language import sentence
from grader.pytest_plugin.failure import Failure
from grader.pytest_plugin.session import Session
from grader.records import Outcome, StepRecord
from grader.report.sentences import rationale
from grader.visible import short, terminal_text, visible


class StepFile(pytest.File):
    """A student's file for one step. It is examined when the first check is wanted."""

    def __init__(self, *, examiner: Session, course_folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._examiner = examiner
        self._course_folder = course_folder
        self._record: StepRecord | None = None
        self._printed = ""

    def collect(self) -> Iterator[CheckItem]:
        """One test for each visible check, in the course's order."""
        try:
            course = self._examiner.course(self._course_folder)
            text = self._text()
        except (GraderError, OSError) as error:
            raise self.CollectError(visible(str(error))) from error
        if course is None:
            return
        step = course.step(self.path.stem)
        line = _line_of_definition(text, step)
        for name, check in zip(test_names(step.checks), step.checks, strict=True):
            yield CheckItem.from_parent(
                self, name=name, check=check, step=step, course=course, line=line
            )

    def record(self, step: Step, course: Course) -> StepRecord:
        """The step's result; skips the check when there is nothing to examine.

        Raises:
            GraderError: the grader cannot examine here.
        """
        if self._record is None and self._text().strip() == exercise(step).strip():
            pytest.skip(sentence("desk.state.untouched"))
        if self._record is None:
            self._record = self._examiner.examine(self.path, step.id, course)
            if self._record is None:
                pytest.skip(sentence("pytest.fault_before"))
            self._printed = self._record.output.text
        return self._record

    def take_output(self) -> str:
        """What the step printed while it was examined; once."""
        printed = visible(terminal_text(self._printed))
        self._printed = ""
        return printed

    def _text(self) -> str:
        return self.path.read_text(encoding="utf-8-sig", errors="replace")


class CheckItem(pytest.Item):
    """One visible check. A fault of the grader is an error of it, never a failure."""

    parent: StepFile

    def __init__(
        self, *, check: Check, step: Step, course: Course, line: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.check, self.step, self.course = check, step, course
        self._line = line
        self._failure: Failure | None = None

    def setup(self) -> None:
        """Get the result, so that what is no verdict on the code never is a failure."""
        try:
            step = self.parent.record(self.step, self.course)
        except GraderError as error:
            pytest.fail(visible(str(error)), pytrace=False)
        record = next(one for one in step.checks if one.id == self.check.id)
        if record.outcome is Outcome.NOT_ATTEMPTED:
            pytest.skip(sentence("desk.state.untouched"))
        if record.outcome is Outcome.SKIPPED:
            pytest.skip(rationale(record))
        if record.outcome is not Outcome.PASSED:
            self._failure = Failure(record, step, self.path, self._line + 1)
        if record.outcome is Outcome.UNGRADED:
            pytest.fail(str(self._failure), pytrace=False)

    def runtest(self) -> None:
        """Pass, or fail with the check's own words.

        The exception is a plain AssertionError: editors take any other for an error.
        """
        if self._failure is not None:
            if printed := self.parent.take_output():
                self.add_report_section("call", "stdout", printed)
            raise AssertionError(self._failure.reprcrash.message)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> Any:
        """The check as it was held; there is no traceback of the student's process here."""
        if self._failure is not None and excinfo.errisinstance(AssertionError):
            return self._failure
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The student's file, the line where the step's definition begins, the name."""
        return self.path, self._line, f"{self.step.id}: {self.name}"


def test_names(checks: Sequence[Check]) -> list[str]:
    """A name for each check: its promise, in one line, fit to stand in a node id.

    pytest splits an id at `::`, so that a name has none. Names are distinct.
    """
    names: list[str] = []
    for check in checks:
        name = re.sub(":{2,}", ":", short(check.name)).strip() or check.id
        names.append(name if name not in names else f"{name} ({check.id})")
    return names


def _line_of_definition(text: str, step: Step) -> int:
    """The first line, counted from 0, that defines a name of the step; else 0.

    A pattern and no parser: the file may be one that Python cannot read.
    """
    names = "|".join(map(re.escape, step.names))
    found = re.search(rf"^(?:async\s+def|def|class)\s+(?:{names})\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) if names and found else 0
