"""Moodle, "Download all submissions": a folder per student and kind of submission.

{full name}_{participant id}_assignsubmission_{plugin}      4.1 and later
{full name}_{participant id}_assignsubmission_{plugin}_     before
{full name}_{participant id}_assignsubmission_{plugin}_{file}   without folders
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict

from grader.course import Course
from grader.downloads.found import Collected, Found
from grader.downloads.tree import Tree, tree_of
from grader.records import LeftOut, Student
from grader.submissions import Entry, shown

FOLDER = re.compile(
    r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z0-9]+)_?",
    re.DOTALL | re.ASCII,
)
FILE = re.compile(
    r"(?P<folder>(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z0-9]+)_)"
    r"(?P<file>.+)",
    re.DOTALL | re.ASCII,
)

ID_AND_PLUGIN = re.compile(r"_\d+_assignsubmission_", re.ASCII)


def fits(tree: Tree) -> int:
    """How many folders and files are named as Moodle names them."""
    return sum(FOLDER.fullmatch(one.name) is not None for one in tree.folders) + sum(
        FILE.fullmatch(one.name) is not None for one in tree.files
    )


class _Participant:
    """What is gathered about one id."""

    def __init__(self) -> None:
        self.name = self.folder = ""
        self.files: list[Entry] = []
        self.folders: list[Tree] = []
        self.left_out: list[LeftOut] = []

    def found(self, id: str) -> Found:
        ids = {"moodle": id, "moodle_folder": self.folder}
        student = Student(f"moodle:{id}", shown(self.name), ids=ids)
        merged = [file for folder in self.folders for file in folder.files] + self.files
        below = [inner for folder in self.folders for inner in folder.folders]
        tree = tree_of(self.folder, merged, below)
        return Found(student, tree, self.folder, left_out=tuple(self.left_out))


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per participant: the files; text typed into Moodle is left out.

    Moodle takes every `_` out of a name. A name with two ids, of which one was put there by
    a student, belongs to nobody.
    """
    participants: dict[str, _Participant] = defaultdict(_Participant)
    left_out = []
    items: list[Tree | Entry] = [*tree.folders, *tree.files]
    for item in items:
        pattern = FOLDER if isinstance(item, Tree) else FILE
        match = pattern.fullmatch(item.name)
        if match is None:
            left_out.append(LeftOut(shown(item.name), "not_understood"))
            continue
        if len(ID_AND_PLUGIN.findall(item.name)) > 1:
            left_out.append(LeftOut(shown(item.name), "ambiguous_name"))
            continue
        one = participants[match["id"]]
        folder = item.name if isinstance(item, Tree) else match["folder"].removesuffix("_")
        is_file = match["plugin"] == "file"
        if is_file or not one.folder:
            one.name, one.folder = match["name"], folder
        if not is_file:
            one.left_out.append(LeftOut(shown(item.name), "text_entry"))
        elif isinstance(item, Tree):
            one.folders.append(item)
        else:
            one.files.append(Entry(match["file"], item.read, item.left_out))
    return Collected([one.found(id) for id, one in participants.items()], left_out)
