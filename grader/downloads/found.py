"""What a layout finds in a download, before any student's file is read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from grader.course import Course
from grader.downloads.tree import Tree
from grader.records import LeftOut, Student


class Layout(StrEnum):
    """How a download is laid out; where it comes from."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"
    GRADESCOPE = "gradescope"
    GIT = "git"
    FOLDERS = "folders"


@dataclass(frozen=True)
class Found:
    """One attempt of a student.

    source:    the path in the download that it was found at.
    submitted: aware; None where the download does not say.
    late:      what the download says, None when nothing.
    left_out:  what was set aside before its files were looked at.
    """

    student: Student
    tree: Tree
    source: str
    submitted: datetime.datetime | None = None
    late: bool | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Collected:
    """All of a download; `left_out` belongs to no student."""

    found: Sequence[Found]
    left_out: Sequence[LeftOut]


class Reader(Protocol):
    """Reads one layout."""

    def fits(self, tree: Tree) -> int:
        """How many of the files and folders directly in a download are as it has them."""

    def collect(self, tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
        """The attempts, and each file or folder that is not as the layout has it."""


def shared_start(parts: Sequence[Sequence[str]]) -> int:
    """How many parts all of some divided names begin with; the last is never one."""
    count = 0
    for column in zip(*(one[:-1] for one in parts), strict=False):
        if len(set(column)) > 1:
            break
        count += 1
    return count
