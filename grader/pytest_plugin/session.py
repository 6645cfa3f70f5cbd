"""What the checks of one run of pytest share: courses, and the process that examines."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from grader.course import Course, load_course
from grader.errors import GraderError
from grader.grading import Setting, grade
from grader.records import StepRecord
from grader.run import open_setting
from grader.submissions import find_submissions


class Session:
    """Reads each course once and examines a step when the first of its checks is wanted."""

    def __init__(self) -> None:
        self._courses: dict[Path, Course | None] = {}
        self._settings: dict[Path, Setting] = {}
        self._open = ExitStack()
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

    def examine(self, file: Path, course: Course) -> StepRecord | None:
        """Hold the visible checks of a step; None when no step could be examined before.

        Raises:
            GraderError: nothing can be examined on this machine; this is said once.
        """
        if self._faulty:
            return None
        (submission,) = find_submissions([file], course)
        try:
            record = grade(submission, self._setting(course))
        except GraderError:
            self._faulty = True
            raise
        if not record.steps:
            self._faulty = True
            raise GraderError(record.fault)
        return record.steps[0]

    def close(self) -> None:
        """End the processes that examined."""
        self._open.close()
        self._settings.clear()

    def _setting(self, course: Course) -> Setting:
        if course.path not in self._settings:
            opened = self._open.enter_context(open_setting(course, seed=""))
            self._settings[course.path] = opened
        return self._settings[course.path]
