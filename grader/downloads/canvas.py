"""Canvas, "Download submissions": one flat folder, all in the names of the files.

{sortable name}[_LATE]_{user id}_{attachment id}_{original name}
{sortable name}[_LATE]_{user id}_text.html and _link.html
[LATE_]anon_{anonymous id}_{attachment id}_{original name}

A student chooses the first part and the last, and both may hold numbers: `eve_100` of
id 666 makes `eve_100_666_999_work.zip`. What the first two numbers say is certain when the
rest can hold no id and attachment of its own: it neither begins with a number nor has two
in a row. It may begin with the id of a step (`10_softmax.py`). Ids have no leading zero.
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

NUMBER = r"[1-9]\d*"
FILE = re.compile(
    rf"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>{NUMBER})_{NUMBER}_(?P<file>.+)",
    re.DOTALL | re.ASCII,
)
TYPED = re.compile(
    rf"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>{NUMBER})_(?P<kind>text|link)\.html",
    re.DOTALL | re.ASCII,
)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>[A-Za-z0-9]+)"
    r"(?:(?:_\d+)?_(?P<kind>text|link)\.html|_\d+_(?P<file>.+))",
    re.DOTALL | re.ASCII,
)
NUMBER_FIRST = re.compile(rf"{NUMBER}_", re.ASCII)
TYPED_ENDS = ("_text.html", "_link.html")
TWO_NUMBERS = re.compile(rf"_{NUMBER}_{NUMBER}_", re.ASCII)
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
    anonymous = _is_anonymous(tree)
    return sum(_matched(one.name, anonymous) is not None for one in tree.files)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per student, made of all attachments.

    A name that can be read in two ways belongs to nobody.
    """
    anonymous = _is_anonymous(tree)
    by_user: dict[str, list[_Named]] = defaultdict(list)
    left_out = [LeftOut(shown(one.name), "not_understood") for one in tree.folders]
    for entry in tree.files:
        match = _matched(entry.name, anonymous)
        if match is None:
            left_out.append(LeftOut(shown(entry.name), "not_understood"))
        elif not anonymous and not _is_certain(match, course):
            left_out.append(LeftOut(shown(entry.name), "ambiguous_name"))
        else:
            by_user[match["user"]].append(_named(entry, match))
    found = []
    for user, named in by_user.items():
        kept = _agreeing(named)
        if kept:
            found.append(_found(user, kept, course, anonymous))
        kept_names = {one.entry.name for one in kept}
        left_out += [
            LeftOut(shown(one.entry.name), "ambiguous_name")
            for one in named
            if one.entry.name not in kept_names
        ]
    return Collected(found, left_out)


def _is_anonymous(tree: Tree) -> bool:
    """Canvas makes all names of a download anonymous, or none."""
    names = [one.name for one in tree.files]
    anonymous = {name for name in names if ANONYMOUS.fullmatch(name)}
    return bool(anonymous) and not any(
        _matched(name, False) for name in names if name not in anonymous
    )


def _matched(name: str, anonymous: bool) -> re.Match[str] | None:
    if anonymous:
        return ANONYMOUS.fullmatch(name)
    return FILE.fullmatch(name) or TYPED.fullmatch(name)


def _is_certain(match: re.Match[str], course: Course) -> bool:
    """Whether a name has one reading, whatever a student chose in it."""
    if match.re is TYPED:
        return True
    rest = match["file"]
    if TWO_NUMBERS.search(f"_{rest}") or f"_{rest}".endswith(TYPED_ENDS):
        return False
    return NUMBER_FIRST.match(rest) is None or _is_step(rest, course)


def _is_step(name: str, course: Course) -> bool:
    """Whether a file is called by the whole id of a step, as Canvas may have renamed it."""
    stem = PurePosixPath(name).stem
    again = AGAIN.fullmatch(stem)
    stems = {stem, again["stem"]} if again else {stem}
    return any(step.id in stems for step in course.steps)


def _named(entry: Entry, match: re.Match[str]) -> _Named:
    get = match.groupdict(default="")
    late = bool(get["late"])
    kind, file = get.get("kind", ""), get.get("file", "")
    return _Named(entry, get["name"], get["user"], late, kind, file)


def _agreeing(named: Sequence[_Named]) -> list[_Named]:
    """The files of one id, or where their student-names differ those that are firm.

    A file whose own name begins with a number may then be another student's.
    """
    if len({one.name for one in named}) == 1:
        return list(named)
    firm = [one for one in named if not NUMBER_FIRST.match(one.file)]
    names = {one.name for one in firm}
    if len(names) != 1:
        return firm
    return [one for one in named if one.name in names]


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
