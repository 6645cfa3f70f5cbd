"""Every exception that crosses a package boundary, under one root.

Two families matter: what the person who called us did (`UsageError`), and what
failed on our side (`GraderFault`), which is never turned into a mark. What a
student's code does wrong is not an exception here but an outcome in a record.
"""

from __future__ import annotations


class GraderError(Exception):
    """Root of all exceptions of this project."""


class UsageError(GraderError):
    """The command or its input is wrong; the message says what to do next."""


class MissingDependency(UsageError):
    """An optional package that this command needs is not installed."""


class CannotConfine(UsageError):
    """This machine lacks a layer of confinement that student code must not run without."""


class CourseError(GraderError):
    """The course folder is wrong: `where` names the file (and line)."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


class GraderFault(GraderError):
    """Something of ours failed; the submission is ungraded, never marked."""


class SourceLost(GraderFault):
    """The process that makes workers died; the job in flight is to be retried."""


class SourceClosed(SourceLost):
    """The run is ending, and no worker is made any more; nothing is to be retried."""


class BrokenCheck(GraderFault):
    """A check raised, or its reference did not answer: the course is at fault."""

    def __init__(self, step: str, check: str, message: str) -> None:
        super().__init__(f"check {check!r} of step {step!r}: {message}")
        self.step = step
        self.check = check
