"""Examines a student's work by the visible checks, with a process kept warm.

Nothing is refused for lack of confinement: a student runs their own code on their own
machine. The seed is public, and there is no secret.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.codec import decode
from grader.course import Course, Step, exercise, find_course, load_course, signature
from grader.desk.cancelling import Cancellation, Cancelled
from grader.desk.messages import Event, OnEvent, Outline, Request
from grader.desk.trouble import why_not_started
from grader.desk.work import Work, find_work, submission_at
from grader.desk.workers import CancellableSource
from grader.errors import CourseError, GraderError, GraderFault, SourceClosed, UsageError
from grader.examination.conversation import PUBLIC_SEED
from grader.grading import Setting, grade
from grader.language import sentence, speaking
from grader.records import StepRecord, SubmissionRecord
from grader.run import open_setting
from grader.submissions import Submission, shown

OpenSetting = Callable[[Course, bool], contextlib.AbstractContextManager[Setting]]


def _open(course: Course, notebooks: bool) -> contextlib.AbstractContextManager[Setting]:
    return open_setting(course, PUBLIC_SEED, notebooks=notebooks)


class Desk:
    """A course as its folder was at one moment, with the processes that examine by it.

    They are started by the first examination.
    """

    def __init__(self, path: Path, open_setting: OpenSetting = _open) -> None:
        self.signature = signature(path)
        self.whole = load_course(path)
        self.course = self.whole.visible()
        self._open_setting = open_setting
        self._lock = threading.Lock()
        self._stack = contextlib.ExitStack()
        self._setting: Setting | None = None
        self._notebooks = False

    def outline(self, work: Path, steps: tuple[str, ...]) -> Outline:
        """The course, and what there is of each step in a folder of work."""
        asked = [self.course.step(name) for name in steps]
        found = Work(submission_at([work], self.course), self.course)
        pairs = zip(self.course.steps, self.whole.steps, strict=True)
        told = [found.outline(seen, self.whole.may_hide(all_)) for seen, all_ in pairs]
        return Outline(
            *(str(self.course.path), self.course.digest, self.course.title, str(work)),
            tuple(told),
            tuple(step.id for step in asked),
            tuple(exercise(step) for step in asked),
            tuple((one.title, one.steps) for one in self.course.parts),
        )

    def setting(self, notebooks: bool = False) -> Setting:
        """What examinations share, opened once. `notebooks`: whether it can run them."""
        with self._lock:
            if self._setting is None or (notebooks and not self._notebooks):
                self._stack.close()
                self._setting = None
                self._setting = self._opened(notebooks)
                self._notebooks = notebooks
            return self._setting

    def _opened(self, notebooks: bool) -> Setting:
        try:
            return self._stack.enter_context(self._open_setting(self.course, notebooks))
        except GraderFault as fault:
            raise why_not_started(self.course.preload.modules, fault) from fault

    @property
    def is_warm(self) -> bool:
        """Whether its processes have been started."""
        return self._setting is not None

    def check(
        self, submission: Submission, on_event: OnEvent, cancellation: Cancellation
    ) -> SubmissionRecord:
        """Examine a submission.

        Raises:
            Cancelled: nobody waits any more.
        """
        setting = self.setting(bool(submission.notebooks))
        source = CancellableSource(setting.source, cancellation)

        def began(step: str) -> None:
            cancellation.check()
            on_event(Event("began", step=step))

        def done(record: StepRecord) -> None:
            cancellation.check()
            on_event(Event("done", step=record.id, record=record))

        try:
            return grade(submission, replace(setting, source=source), began, done)
        except SourceClosed as closed:
            cancellation.check()
            raise SourceClosed(sentence("usage.course_changed")) from closed

    def close(self) -> None:
        """End its processes."""
        with self._lock:
            self._stack.close()
            self._setting = None


class Desks:
    """A desk for each course that was asked about; all that a server knows. Thread-safe."""

    def __init__(self, open_setting: OpenSetting = _open) -> None:
        self._open_setting = open_setting
        self._lock = threading.Lock()
        self._desks: dict[Path, Desk] = {}

    def answer(
        self, request: Request, on_event: OnEvent, cancellation: Cancellation
    ) -> Event:
        """Answer a request; the event that ends it. What fails is such an event, too.

        Raises:
            Cancelled: nobody waits any more.
        """
        with speaking(request.language):
            return self._answer_or_tell(request, on_event, cancellation)

    def _answer_or_tell(
        self, request: Request, on_event: OnEvent, cancellation: Cancellation
    ) -> Event:
        try:
            return self._answer(request, on_event, cancellation)
        except Cancelled:
            raise
        except UsageError as error:
            return Event("usage", text=str(error))
        except CourseError as error:
            return Event("course", text=str(error))
        except GraderError as error:
            return Event("fault", text=str(error))
        except Exception as error:
            if os.environ.get("GRADER_DEBUG"):
                raise
            return Event("fault", text=f"{type(error).__name__}: {error}")

    def _answer(
        self, request: Request, on_event: OnEvent, cancellation: Cancellation
    ) -> Event:
        desk = self._desk(request)
        course = desk.course
        steps = tuple(_step(course, name).id for name in request.steps)
        if request.submission:
            submission = decode(request.submission, Submission)
        else:
            paths = [Path(one) for one in request.paths]
            if not paths:
                paths = [find_work(Path(request.here), course)]
            submission = submission_at(paths, course)
            folder = paths[0] if paths[0].is_dir() else paths[0].parent
            on_event(Event("outline", outline=desk.outline(folder, steps)))
            if request.do == "outline":
                return Event("finished")
        answered = Work(submission, course).answered(steps, request.begun_only)
        if not desk.is_warm and answered.steps:
            on_event(Event("waiting"))
        record = desk.check(answered, on_event, cancellation)
        cancellation.check()
        return Event("finished", submission=record)

    def _desk(self, request: Request) -> Desk:
        """The desk of the request's course, made anew when a file of it has changed."""
        path = _course_of(request)
        with self._lock:
            desk = self._desks.get(path)
            if desk is not None and desk.signature == signature(path):
                return desk
            if desk is not None:
                del self._desks[path]
                desk.close()
            self._desks[path] = made = Desk(path, self._open_setting)
            return made

    def warm(self, request: Request) -> None:
        """Start the processes of a request's course, since they will be wanted soon."""
        with contextlib.suppress(GraderError):
            self._desk(request).setting()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            desks, self._desks = list(self._desks.values()), {}
        for desk in desks:
            desk.close()


def _step(course: Course, name: str) -> Step:
    """A step by its id or name. Raises `UsageError`, with what may have been meant."""
    known = {key: step for step in course.steps for key in (step.id, step.name)}
    if name in known:
        return known[name]
    similar = difflib.get_close_matches(name, known, n=1)
    if similar:
        told = sentence("usage.no_step.similar", name=shown(name), similar=similar[0])
        raise UsageError(told)
    raise UsageError(sentence("usage.no_step", name=shown(name)))


def _course_of(request: Request) -> Path:
    """The folder of a request's course. Raises `UsageError` where there is none."""
    if request.course:
        return Path(request.course).resolve()
    starts = [Path(one) for one in request.paths] or [Path(request.here)]
    found = find_course(starts[0])
    if found is None:
        raise UsageError(sentence("usage.no_course_from", folder=str(starts[0])))
    return found.resolve()
