"""Canvas, "Download submissions": one flat folder, all in the names of the files.

{sortable name}[_LATE]_{user id}_{attachment id}_{original name}
{sortable name}[_LATE]_{user id}[_{id}]_text.html and _link.html
[LATE_]anon_{anonymous id}_{attachment id}_{original name}
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.course import Course
from grader.downloads.found import Collected, Found
from grader.downloads.tree import Tree, tree_of
from grader.records import LeftOut, Student
from grader.submissions import WORKSHOP, Entry, shown, step_of

NAMED = re.compile(
    r"(?P<name>[^_]*)(?P<late>_LATE)?_(?P<user>\d+)"
    r"(?:(?:_\d+)?_(?P<kind>text|link)\.html|_\d+_(?P<file>.+))",
    re.DOTALL | re.ASCII,
)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>[A-Za-z0-9]+)"
    r"(?:(?:_\d+)?_(?P<kind>text|link)\.html|_\d+_(?P<file>.+))",
    re.DOTALL | re.ASCII,
)
SECOND_PREFIX = re.compile(r"(?:LATE_)?\d+_\d+_", re.ASCII)
AGAIN = re.compile(r"(?P<stem>.+)-(?P<number>[1-9]\d{0,3})", re.DOTALL | re.ASCII)


@dataclass(frozen=True)
class _Named:
    """A file and what its name says. kind: `text` or `link` for what is no attachment."""

    entry: Entry
    name: str
    user: str
    late: bool
    kind: str
    file: str


def fits(tree: Tree) -> int:
    """How many files are named as Canvas names them."""
    pattern = _pattern(tree)
    return sum(pattern.fullmatch(one.name) is not None for one in tree.files)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per student, made of all attachments.

    The id is read from the name's second field, which the student does not choose. A name
    that can be read in two ways belongs to nobody.
    """
    pattern = _pattern(tree)
    by_user: dict[str, list[_Named]] = defaultdict(list)
    left_out = [LeftOut(shown(one.name), "not_understood") for one in tree.folders]
    for entry in tree.files:
        named = _parsed(entry, pattern)
        if named is None:
            left_out.append(LeftOut(shown(entry.name), "not_understood"))
        elif SECOND_PREFIX.match(named.file):
            left_out.append(LeftOut(shown(entry.name), "ambiguous_name"))
        else:
            by_user[named.user].append(named)
    anonymous = pattern is ANONYMOUS
    found = [_found(user, all, course, anonymous) for user, all in by_user.items()]
    return Collected(found, left_out)


def _pattern(tree: Tree) -> re.Pattern[str]:
    """Canvas makes all names of a download anonymous, or none."""
    files = [one.name for one in tree.files]
    anonymous = sum(ANONYMOUS.fullmatch(name) is not None for name in files)
    named = sum(
        NAMED.fullmatch(name) is not None and not ANONYMOUS.fullmatch(name)
        for name in files
    )
    return ANONYMOUS if anonymous > named else NAMED


def _parsed(entry: Entry, pattern: re.Pattern[str]) -> _Named | None:
    match = pattern.fullmatch(entry.name)
    if match is None:
        return None
    get = match.groupdict(default="")
    return _Named(
        *(entry, get["name"], get["user"], bool(get["late"]), get["kind"]),
        get["file"],
    )


def _found(user: str, named: Sequence[_Named], course: Course, anonymous: bool) -> Found:
    attached = [one for one in named if not one.kind]
    names = {one.file for one in attached}
    left_out = [
        LeftOut(shown(one.entry.name), f"{one.kind}_entry") for one in named if one.kind
    ]
    versions: dict[str, list[tuple[int, _Named]]] = defaultdict(list)
    for one in attached:
        original, number = _original(one.file, names, course)
        versions[original].append((number, one))
    entries = []
    for original, several in versions.items():
        newest = max(number for number, _ in several)
        for number, one in several:
            if number == newest:
                entries.append(Entry(original, one.entry.read, one.entry.left_out))
            else:
                left_out.append(LeftOut(shown(one.file), "superseded"))
    first = named[0]
    if anonymous:
        student = Student(f"canvas-anon:{user}", f"Anonymous {user}")
    else:
        name = shown(first.name) or f"canvas:{user}"
        student = Student(f"canvas:{user}", name, ids={"canvas": user})
    return Found(
        *(student, tree_of(user, entries), first.entry.name),
        late=any(one.late for one in named),
        left_out=tuple(left_out),
    )


def _original(name: str, names: set[str], course: Course) -> tuple[str, int]:
    """The name before Canvas renamed a repeated upload, and the number it put there.

    A number at the end counts as Canvas's when the name without it is that of a step, or
    of another file of the student.
    """
    path = PurePosixPath(name)
    match = AGAIN.fullmatch(path.stem)
    if match is None or step_of(f"{path.stem}.py", course) is not None:
        return name, 0
    original = f"{match['stem']}{path.suffix}"
    known = original in names or original == WORKSHOP
    known = known or step_of(f"{match['stem']}.py", course) is not None
    return (original, int(match["number"])) if known else (name, 0)
