"""Makes a submission of what was found: goes through folders, opens a student's archive.

Only the bytes of files that count are kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.course import Course
from grader.downloads.archives import is_archive, is_other_archive, open_archive
from grader.downloads.found import Found
from grader.downloads.listing import OWN_LIMITS, ArchiveRefused
from grader.downloads.tree import Tree, tree_in
from grader.records import LeftOut
from grader.submissions import (
    MAX_NOTEBOOK_BYTES,
    MAX_SOURCE_BYTES,
    Entry,
    Submission,
    TooLarge,
    is_notebook,
    shown,
    step_of,
    submission_of,
)

MAX_NESTED = 8


def build(found: Found, id: str, source: str, course: Course) -> Submission:
    """The submission of an attempt.

    What is refused takes nothing else with it: the reason of an archive, of an unsafe file
    that may count or of a folder that cannot be read stands in `refused`. All files of an
    attempt together may hold what an archive of a student's may; the others are too large.

    Raises:
        ArchiveRefused: the archive of the whole class, not the student's own, is at fault.
    """
    entries: list[Entry] = []
    left_out = list(found.left_out)
    problems: list[tuple[str, str]] = []
    allowance = _Allowance(OWN_LIMITS.total)
    for entry in map(allowance.limited, _flat(found.tree, course)):
        if entry.left_out == "unreadable":
            problems.append((entry.left_out, shown(found.source)))
            continue
        if entry.left_out.startswith("archive_") and _counts(_last(entry.name), course):
            problems.append((entry.left_out, shown(entry.name)))
            continue
        if entry.left_out or not _is_any_archive(entry.name):
            entries.append(entry)
            continue
        try:
            inner, nested = _unpacked(entry, course)
        except _Refused as problem:
            problems.append((problem.reason, problem.name))
        else:
            entries += inner
            left_out += nested
    made = submission_of(id, found.student.name, source, entries, course)
    left_out += [LeftOut(name, reason) for reason, name in problems]
    refused, name = problems[0] if problems else ("", "")
    return replace(
        made,
        left_out=(*left_out, *made.left_out),
        refused=refused,
        refused_name=name,
    )


class _Refused(Exception):
    """A student's own archive is not read: a left-out reason, and which entry."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(reason)
        self.reason, self.name = reason, name


class _Allowance:
    """What may still be read of an attempt, so that no student uses up a class's."""

    def __init__(self, most: int) -> None:
        self._left = most

    def limited(self, entry: Entry) -> Entry:
        def read(most: int) -> bytes:
            content = entry.read(min(most, self._left))
            too_large = len(content) > self._left
            self._left = max(0, self._left - len(content))
            if too_large:
                raise TooLarge(entry.name)
            return content

        return Entry(entry.name, read, entry.left_out)


def _flat(tree: Tree, course: Course) -> Sequence[Entry]:
    """The files of a submission, and its folders as what is left out.

    A single folder is gone through where nothing beside it counts.
    """
    beside: list[Entry] = []
    for _ in range(MAX_NESTED):
        if len(tree.folders) != 1 or any(_counts(one.name, course) for one in tree.files):
            break
        beside += tree.files
        (tree,) = tree.folders
    folders = [Entry(one.name, lambda most: b"", "folder") for one in tree.folders]
    return [*beside, *tree.files, *folders]


def _counts(name: str, course: Course) -> bool:
    return is_notebook(name) or step_of(name, course) is not None or _is_any_archive(name)


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _is_any_archive(name: str) -> bool:
    return is_archive(name) or is_other_archive(name)


def _unpacked(entry: Entry, course: Course) -> tuple[list[Entry], list[LeftOut]]:
    """What is in a student's archive, read; an archive in it is left out."""
    archive_name = shown(entry.name)
    if is_other_archive(entry.name):
        raise _Refused("archive_kind", archive_name)
    try:
        content = entry.read(OWN_LIMITS.total)
    except TooLarge as error:
        raise _Refused("archive_bomb", archive_name) from error
    except OSError as error:
        raise _Refused("archive_unreadable", archive_name) from error
    try:
        archive = open_archive(io.BytesIO(content), OWN_LIMITS)
        return _read(_flat(tree_in(entry.name, archive), course), course)
    except ArchiveRefused as refused:
        inside = f" ({shown(refused.name)})" if refused.name else ""
        raise _Refused(refused.reason, f"{archive_name}{inside}") from refused


def _read(entries: Iterable[Entry], course: Course) -> tuple[list[Entry], list[LeftOut]]:
    kept, nested = [], []
    for entry in entries:
        if _is_any_archive(entry.name):
            nested.append(LeftOut(shown(entry.name), "archive_nested"))
        elif entry.left_out or not _counts(entry.name, course):
            kept.append(entry)
        else:
            most = MAX_NOTEBOOK_BYTES if is_notebook(entry.name) else MAX_SOURCE_BYTES
            kept.append(_in_memory(entry, entry.read(most)))
    return kept, nested


def _in_memory(entry: Entry, content: bytes) -> Entry:
    return Entry(entry.name, lambda most: content[: most + 1])
