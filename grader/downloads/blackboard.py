"""Blackboard, "Download assignment files": one flat folder, several attempts.

    {assignment}_{username}_attempt_{YYYY-MM-DD-HH-MM-SS}_{file}
    {assignment}_{username}_attempt_{YYYY-MM-DD-HH-MM-SS}.txt      what was typed, and who

The assignment and a username may both hold `_`. The text beside an attempt then tells them
apart; without it, the assignment is what all names begin with.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from grader.course import Course
from grader.downloads.found import Collected, Found, shared_start
from grader.downloads.tree import Tree, tree_of
from grader.records import LeftOut, Student
from grader.submissions import Entry, shown

NAMED = re.compile(
    r"(?P<head>.+?_.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:\.txt|_(?P<file>.+))",
    re.DOTALL | re.ASCII,
)
TIME = "%Y-%m-%d-%H-%M-%S"
ATTEMPT = re.compile(r"_attempt_\d{4}(?:-\d\d){5}", re.ASCII)
WHO = re.compile(r"(?P<label>Name: )?(?P<name>[^\n]*) \((?P<username>[^()\n]+)\)[ \t]*")
MOST_TEXT = 1024**2


def fits(tree: Tree) -> int:
    """How many files are named as Blackboard names them."""
    return sum(NAMED.fullmatch(one.name) is not None for one in tree.files)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per student and time; times are those of `time_zone`.

    A name with two attempts in it, one of them a student's own words, belongs to nobody.
    """
    left_out = [LeftOut(shown(one.name), "not_understood") for one in tree.folders]
    attempts: dict[tuple[str, datetime.datetime], list[Entry]] = defaultdict(list)
    people: dict[str, tuple[str, str]] = {}
    for entry in tree.files:
        match = NAMED.fullmatch(entry.name)
        time = _time(match["time"], time_zone) if match else None
        if match is None or time is None:
            left_out.append(LeftOut(shown(entry.name), "not_understood"))
            continue
        if len(ATTEMPT.findall(entry.name)) > 1:
            left_out.append(LeftOut(shown(entry.name), "ambiguous_name"))
            continue
        attempt = attempts[match["head"], time]
        if match["file"] is not None:
            attempt.append(Entry(match["file"], entry.read, entry.left_out))
        elif (person := _person(entry, match["head"])) is not None:
            people[match["head"]] = person
    usernames = _usernames({head for head, _ in attempts}, people)
    found = []
    for (head, time), entries in attempts.items():
        source = f"{head}_attempt_{time:{TIME}}"
        username = usernames.get(head)
        if username is None:
            left_out.append(LeftOut(shown(source), "ambiguous_name"))
            continue
        name = people[head][0] if head in people else username
        ids = {"username": username}
        student = Student(f"blackboard:{username}", shown(name), ids=ids)
        found.append(Found(student, tree_of(source, entries), source, time))
    return Collected(found, left_out)


def _time(text: str, time_zone: datetime.tzinfo) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, TIME).replace(tzinfo=time_zone)
    except ValueError:
        return None


def _person(entry: Entry, head: str) -> tuple[str, str] | None:
    """Name and username in the text beside an attempt, where they fit its name.

    A name with a line break may pretend to be a username: then two fit, and none is taken.
    """
    try:
        text = entry.read(MOST_TEXT)[:MOST_TEXT].decode("utf-8-sig", "replace")
    except OSError:
        return None
    text = text.replace("\r\n", "\n")
    told = [match for line in text.split("\n") if (match := WHO.fullmatch(line))]
    fitting = {one["username"] for one in told if head.endswith(f"_{one['username']}")}
    top = text.partition("\n\n")[0].split("\n")
    person = next((one for one in told if one[0] in top and one["label"]), None)
    if person is None or fitting != {person["username"]}:
        return None
    return person["name"], person["username"]


def _usernames(
    heads: Iterable[str], people: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """The username in each `{assignment}_{username}` for which there is one reading."""
    known = {head: username for head, (_, username) in people.items()}
    assignments = {head.removesuffix(f"_{username}") for head, username in known.items()}
    unknown = [head for head in heads if head not in known]
    if not assignments:
        parts = [head.split("_") for head in unknown]
        shared = shared_start(parts) if len(parts) > 1 else 1
        assignments = {"_".join(one[:shared]) for one in parts}
        unknown = [head for head in unknown if head.count("_") == shared]
    for head in unknown:
        starts = [f"{one}_" for one in assignments if head.startswith(f"{one}_")]
        if len(starts) == 1:
            known[head] = head.removeprefix(starts[0])
    return known
