"""What the checks of one run of pytest share: courses, and a desk to examine at."""

from __future__ import annotations

from pathlib import Path

from grader.course import Course, load_course
from grader.desk import AtDesk
from grader.errors import GraderError
from grader.records import StepRecord


class Session:
    """Reads each course once and examines a step when the first of its checks is wanted."""

    def __init__(self) -> None:
        self._courses: dict[Path, Course | None] = {}
        self._desk = AtDesk()
        self._faulty = False

    def course(self, folder: Path) -> Course | None:
        """The visible half of a course; None when it could not be read before.

        Raises:
            GraderError: it cannot be read; this is said once.
        """
        if folder not in self._courses:
            self._courses[folder] = None
            self._courses[folder] = load_course(folder).visible()
        return self._courses[folder]

    def examine(self, file: Path, step: str, course: Course) -> StepRecord | None:
        """Hold the visible checks of a step; None when no step could be examined before.

        Raises:
            GraderError: nothing can be examined on this machine; this is said once.
        """
        if self._faulty:
            return None
        try:
            record = self._desk.examine([file], course.path, [step])
            if not record.steps:
                raise GraderError(record.fault)
        except GraderError:
            self._faulty = True
            raise
        return record.steps[0]

    def close(self) -> None:
        """End the processes that were started here; a server goes on."""
        self._desk.close()
