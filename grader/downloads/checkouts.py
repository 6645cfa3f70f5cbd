"""Git checkouts in a folder, each called `{assignment}-{username}`.

Nothing of git is run, and nothing in a `.git` is read: its history is the student's to
write, so it is no evidence of when something was handed in.
"""

from __future__ import annotations

import datetime

from grader.course import Course
from grader.downloads.found import Collected, Found, shared_start
from grader.downloads.tree import Tree
from grader.records import LeftOut, Student
from grader.submissions import shown


def fits(tree: Tree) -> int:
    """How many folders are checkouts with such a name."""
    return sum(_is_named_checkout(one) for one in tree.folders)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per checkout, known by the whole name.

    Both parts may hold `-`. The username is what follows the part that all names begin
    with; a single checkout has none that is certain.
    """
    checkouts = [one for one in tree.folders if _is_named_checkout(one)]
    others = [one.name for one in tree.folders if not _is_named_checkout(one)]
    others += [one.name for one in tree.files]
    left_out = [LeftOut(shown(name), "not_understood") for name in others]
    parts = [one.name.split("-") for one in checkouts]
    shared = shared_start(parts) if len(parts) > 1 else 0
    found = []
    for checkout, several in zip(checkouts, parts, strict=True):
        username = "-".join(several[shared:]) if shared else ""
        ids = {"github": shown(username)} if username else {}
        name = shown(username or checkout.name)
        student = Student(f"git:{shown(checkout.name)}", name, ids=ids)
        found.append(Found(student, checkout, checkout.name))
    return Collected(found, left_out)


def _is_named_checkout(tree: Tree) -> bool:
    return tree.is_checkout and "-" in tree.name.strip("-")
