"""Opens a download: whose layout it has, which attempts are in it."""

from __future__ import annotations

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from grader.course import Course
from grader.downloads import (
    blackboard,
    canvas,
    checkouts,
    folders,
    gradescope,
    moodle,
)
from grader.downloads.archives import (
    is_archive,
    is_other_archive,
    open_archive,
    without_suffix,
)
from grader.downloads.attempts import build
from grader.downloads.found import Collected, Found, Layout, Reader
from grader.downloads.listing import CLASS_LIMITS, ArchiveRefused
from grader.downloads.tree import Tree, tree_at, tree_in
from grader.errors import UsageError
from grader.records import LeftOut, Student
from grader.submissions import Submission, find_submissions, kind_of, shown

READERS: Mapping[Layout, Reader] = {
    Layout.GRADESCOPE: cast(Reader, gradescope),
    Layout.BLACKBOARD: cast(Reader, blackboard),
    Layout.MOODLE: cast(Reader, moodle),
    Layout.CANVAS: cast(Reader, canvas),
    Layout.GIT: cast(Reader, checkouts),
    Layout.FOLDERS: cast(Reader, folders),
}
LMS = (Layout.GRADESCOPE, Layout.BLACKBOARD, Layout.MOODLE, Layout.CANVAS)
MAJORITY, SUSPICIOUS = 0.8, 0.2
MAX_WRAPPERS = 3
WITHOUT_IT = "Unpack it yourself, take that entry out, and give the folder."
REFUSALS = {
    "archive_bomb": (
        f"would unpack to more than is accepted ({CLASS_LIMITS.total // 1024**3} GiB in "
        f"all), or shares its bytes with another. {WITHOUT_IT}"
    ),
    "archive_encrypted": (
        "needs a password. Unpack it yourself with the password, and give the folder."
    ),
    "archive_entries": (
        f"is one of more than {CLASS_LIMITS.entries:,} entries. Unpack it yourself, remove "
        "the folders that hold so many files, and give the folder."
    ),
    "archive_kind": (
        "is packed in a way that is not read. Unpack it yourself, and give the folder."
    ),
    "archive_none": (
        "is no archive, although it is called like one: a web page or a document, or an "
        "empty file. Download it again, and see that it opens."
    ),
    "archive_unreadable": (
        "is damaged. Download it again. If that does not help, unpack it yourself, take "
        "out what is damaged, and give the folder."
    ),
}


@dataclass(frozen=True)
class Attempt:
    """What a student handed in at one time.

    submitted: aware; None where the download does not say.
    late:      what the download says; None when it says nothing.
    number:    from 1, the oldest first.
    """

    student: Student
    submission: Submission
    submitted: datetime.datetime | None
    late: bool | None
    number: int


@dataclass(frozen=True)
class Download:
    """All attempts of a download, by key of the student and number.

    left_out: files and folders that belong to no student, each with its reason.
    """

    layout: Layout
    path: str
    attempts: tuple[Attempt, ...]
    left_out: tuple[LeftOut, ...]


def open_download(
    path: Path,
    course: Course,
    layout: Layout | None = None,
    time_zone: datetime.tzinfo = datetime.UTC,
) -> Download:
    """Read what an LMS or a person handed over: an archive, or the folder it held.

    layout:    forces one; without it the one that nearly all names follow is taken.
    time_zone: of times in the download that name no zone.

    Nothing is written, and no code of a student is run. A student's own damaged or unsafe
    archive, an unsafe file in the archive of the class and a folder that cannot be read
    are refused in that student's submission and stop nobody else.

    Raises:
        UsageError: there is nothing at the path, no layout fits, or the archive of the
            class is damaged, locked or too large.
    """
    is_file = kind_of(path) == "file"
    if is_file and is_other_archive(path.name):
        raise UsageError(
            f"{shown(path)}: an archive of this kind is not read. Unpack it yourself, and "
            "give the folder."
        )
    if is_file and not is_archive(path.name):
        return _single(path, course)
    try:
        with _opened(path) as (tree, left_out):
            layout, tree = _recognised(tree, course, layout, path)
            collected = READERS[layout].collect(tree, course, time_zone)
            attempts = _attempts(collected, course, path)
            if layout is Layout.FOLDERS:
                _refuse_nothing(attempts, path)
    except ArchiveRefused as refused:
        entry = f"its entry {shown(refused.name)!r}" if refused.name else "this archive"
        raise UsageError(f"{shown(path)}: {entry} {REFUSALS[refused.reason]}") from refused
    left_out = (*collected.left_out, *left_out)
    return Download(layout, str(path), attempts, _sorted(left_out))


def _single(path: Path, course: Course) -> Download:
    """A step's file or a notebook by itself is the one attempt of its folder's student."""
    (submission,) = find_submissions([path], course)
    student = Student(submission.student, submission.student)
    attempt = Attempt(student, submission, None, None, 1)
    return Download(Layout.FOLDERS, str(path), (attempt,), ())


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[Tree, tuple[LeftOut, ...]]]:
    """The folders of a download, and the entries of its archive that lie in none."""
    if kind_of(path) == "folder":
        yield tree_at(path.resolve()), ()
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}.") from error
    with file:
        archive = open_archive(file, CLASS_LIMITS)
        yield tree_in(without_suffix(path.name), archive), archive.left_out


# Which layout.


def _recognised(
    tree: Tree, course: Course, forced: Layout | None, path: Path
) -> tuple[Layout, Tree]:
    """The layout, and the folder in which it begins: the outermost that has one.

    A student who is alone in a download may have a folder that looks like another's.
    """
    levels = _levels(tree)
    if not any(one.files or one.folders for one in levels):
        raise UsageError(f"{shown(path)}: there is nothing in it.")
    if forced is Layout.FOLDERS:
        return forced, _class_folder(levels, course, path)
    for level in levels:
        for one in (*LMS, Layout.GIT) if forced is None else (forced,):
            fits = READERS[one].fits(level)
            if fits >= (MAJORITY * _size(level) if forced is None else 1):
                return one, level
    last = levels[-1]
    if forced is not None:
        raise UsageError(
            f"{shown(path)}: nothing in it is named as {forced.value} does it. It holds "
            f"{_seen(last)}."
        )
    partly = max(LMS, key=lambda one: READERS[one].fits(last))
    if READERS[partly].fits(last) > SUSPICIOUS * _size(last):
        raise UsageError(
            f"{shown(path)}: only a part of it is named as {partly.value} does it. It "
            f"holds {_seen(last)}. Move the rest away, or say which layout it has."
        )
    return Layout.FOLDERS, _class_folder(levels, course, path)


def _class_folder(levels: Sequence[Tree], course: Course, path: Path) -> Tree:
    """The folder that holds what is each student's, or that is one student's."""
    first, last = levels[0], levels[-1]
    if folders.fits(last) > 1 and not folders.is_one_submission(last, course):
        return last
    if folders.fits(first) or folders.is_one_submission(first, course):
        return first
    raise UsageError(
        f"{shown(path)}: no submission was found in it. It holds {_seen(last)}. Give what "
        "the LMS let you download, or a folder with one folder per student."
    )


def _levels(tree: Tree) -> list[Tree]:
    """A folder, and what it holds when that is a single folder, and so on."""
    levels = [tree]
    while len(levels) <= MAX_WRAPPERS and not tree.files and len(tree.folders) == 1:
        (tree,) = tree.folders
        if tree.files or tree.folders:
            levels.append(tree)
    return levels


def _size(tree: Tree) -> int:
    return max(1, len(tree.files) + len(tree.folders))


def _seen(tree: Tree) -> str:
    fits = [f"{READERS[one].fits(tree)} as {one.value}" for one in (*LMS, Layout.GIT)]
    names = [*(one.name for one in tree.folders), *(one.name for one in tree.files)][:3]
    example = f", for instance {', '.join(repr(shown(name)) for name in names)}"
    return (
        f"{len(tree.files)} files and {len(tree.folders)} folders "
        f"(named {', '.join(fits)}){example if names else ''}"
    )


# What is in it.


def _attempts(collected: Collected, course: Course, path: Path) -> tuple[Attempt, ...]:
    by_student: dict[str, list[Found]] = defaultdict(list)
    for one in collected.found:
        by_student[one.student.key].append(one)
    attempts = []
    for key in sorted(by_student):
        several = sorted(by_student[key], key=_age)
        for number, found in enumerate(several, 1):
            id = key if number == 1 else f"{key}-{number}"
            source = f"{shown(path)}/{shown(found.source)}"
            submission = build(found, id, source, course)
            attempts.append(
                Attempt(found.student, submission, found.submitted, found.late, number)
            )
    return tuple(attempts)


def _refuse_nothing(attempts: Sequence[Attempt], path: Path) -> None:
    """Folders of any name may be anything; without a step in them they are no class."""
    made = [one.submission for one in attempts]
    if not any(one.files or one.notebooks or one.refused for one in made):
        raise UsageError(
            f"{shown(path)}: none of the {len(made)} submissions in it holds a step "
            "file or a notebook. Files are called as in the exercises."
        )


def _age(found: Found) -> tuple[datetime.datetime, str]:
    earliest = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return found.submitted or earliest, found.source


def _sorted(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(sorted(left_out, key=lambda one: (one.path, one.reason)))
