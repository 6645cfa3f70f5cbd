"""A folder, an archive or a notebook per student, named after the student."""

from __future__ import annotations

import datetime

from grader.course import Course
from grader.downloads.archives import is_archive, is_other_archive, without_suffix
from grader.downloads.found import Collected, Found
from grader.downloads.tree import Tree, tree_of
from grader.errors import UsageError
from grader.records import LeftOut, Student
from grader.submissions import Entry, is_named_after_step, is_notebook, shown


def fits(tree: Tree) -> int:
    """How many files and folders can be a student's: all but single files."""
    return len(tree.folders) + sum(_is_students(one) for one in tree.files)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per folder, archive or notebook; the whole where steps lie in it.

    Raises:
        UsageError: two of them have the name of one student.
    """
    if is_one_submission(tree, course):
        student = Student(shown(tree.name), shown(tree.name))
        return Collected([Found(student, tree, tree.name)], [])
    found: dict[str, Found] = {}
    left_out = []
    for folder in tree.folders:
        _add(found, folder.name, folder, folder.name)
    for entry in tree.files:
        if _is_students(entry):
            name = without_suffix(entry.name.removesuffix(".ipynb"))
            _add(found, name, tree_of(name, [entry]), entry.name)
        else:
            reason = entry.left_out or "not_a_submission"
            left_out.append(LeftOut(shown(entry.name), reason))
    return Collected(list(found.values()), left_out)


def is_one_submission(tree: Tree, course: Course) -> bool:
    """Whether a folder is what one student handed in: steps lie in it directly.

    Raises:
        UsageError: so do those of its folders.
    """
    names = [one.name for one in tree.files]
    if not any(is_named_after_step(name, course) for name in names):
        return len(names) == 1 and not tree.folders and is_notebook(names[0])
    inner = [
        folder.name
        for folder in tree.folders
        if any(is_named_after_step(one.name, course) for one in folder.files)
    ]
    if len(inner) > 1:
        raise UsageError(
            f"{shown(tree.name)}: there are step files in it, and in its folders "
            f"{shown(inner[0])} and {shown(inner[1])} as well. Move the step files away, "
            "or give one student's folder."
        )
    return True


def _is_students(entry: Entry) -> bool:
    name = entry.name
    readable = is_notebook(name) or is_archive(name) or is_other_archive(name)
    return readable and not entry.left_out


def _add(found: dict[str, Found], name: str, tree: Tree, source: str) -> None:
    key = shown(name)
    if key in found:
        raise UsageError(
            f"{shown(source)} and {shown(found[key].source)} have the name of one student. "
            "Keep the one that counts, or rename the other."
        )
    found[key] = Found(Student(key, key), tree, source)
