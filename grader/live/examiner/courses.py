"""Courses that were read, each with what is known of right and wrong answers to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.circumstances import installed_versions
from grader.course import Course, Signature, find_course, load_course, signature
from grader.errors import UsageError
from grader.examination.conversation import PUBLIC_SEED
from grader.examination.references import References
from grader.grading import Setting
from grader.language import sentence
from grader.records import Limits
from grader.run import findings_of
from grader.sandbox.client import MODULE, Role, Worker, WorkerSource
from grader.sandbox.places import sweep
from grader.sandbox.sources import Preload, default_source


@dataclass(frozen=True)
class Known:
    """A course with its visible checks alone.

    signature: of its files when they were read.
    more:      ids of the steps that have, or may have, hidden checks besides.
    """

    setting: Setting
    source: SourceOnDemand
    signature: Signature
    more: frozenset[str]


class Courses:
    """Reads a course once, and again when a file of it has changed."""

    def __init__(
        self, make_source: Callable[[Preload], WorkerSource] = default_source
    ) -> None:
        self._make_source = make_source
        self._known: dict[Path, Known] = {}

    def known(self, path: Path | None) -> Known:
        """A course; without a path, the one that is found from the working folder upwards.

        Raises:
            UsageError, CourseError: there is none, or it is wrong.
        """
        found = path or find_course(Path.cwd())
        if found is None:
            raise UsageError(sentence("live.no_course", folder=str(Path.cwd())))
        folder = found.resolve()
        known = self._known.get(folder)
        now = signature(folder)
        if known is None or known.signature != now:
            if known is not None:
                known.source.rest()
            self._known[folder] = known = self._read(folder, now)
        return known

    def rest(self) -> None:
        """End the processes of the courses; they start again when they are needed."""
        for known in self._known.values():
            known.source.rest()

    def _read(self, folder: Path, now: Signature) -> Known:
        whole = load_course(folder)
        course = whole.visible()
        source = SourceOnDemand(course, self._make_source)
        findings = findings_of(course, source.versions)
        references = References(course, source, PUBLIC_SEED, findings)
        more = (step.id for step in whole.steps if whole.may_hide(step))
        setting = Setting(course, PUBLIC_SEED, source, references)
        return Known(setting, source, now, frozenset(more))


class SourceOnDemand:
    """Workers for the reference and the misconceptions, whose findings are mostly known.

    The processes that make workers are started when the first worker is asked for.
    """

    def __init__(
        self, course: Course, make_source: Callable[[Preload], WorkerSource]
    ) -> None:
        self._preload = course.preload
        self._make_source = make_source
        self._source: WorkerSource | None = None
        told = installed_versions(course)
        self.versions: Mapping[str, str] = {k: v for k, v in told.items() if k != "grader"}

    def worker(self, limits: Limits, role: Role = MODULE) -> Worker:
        """A new worker. Raises `SourceLost`, `MissingDependency`."""
        if self._source is None:
            sweep()
            self._source = self._make_source(self._preload)
        return self._source.worker(limits, role)

    def rest(self) -> None:
        """End the processes until a worker is asked for again."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def close(self) -> None:
        """End the processes."""
        self.rest()
