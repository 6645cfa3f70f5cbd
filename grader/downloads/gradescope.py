"""Gradescope, "Export submissions": a folder per submission and a file of metadata.

    submission_metadata.yml   submission_123: {:submitters: [{:name, :sid, :email}], ...}
    submission_123/...        what was handed in

The metadata are made by a Ruby program and can hold its tags. Only strings and their places
are read from them; nothing is constructed.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]

from grader.course import Course
from grader.downloads.found import Collected, Found
from grader.downloads.tree import Tree
from grader.errors import UsageError
from grader.records import LeftOut, Plain, Student
from grader.submissions import shown

METADATA = "submission_metadata.yml"
FOLDER = re.compile(r"submission_\d+", re.ASCII)
MOST_METADATA = 64 * 1024**2
MAX_DEPTH = 50
WANTED = (":submitters", ":created_at")


def fits(tree: Tree) -> int:
    """How many files and folders are as Gradescope has them; 0 without the metadata."""
    if all(one.name != METADATA for one in tree.files):
        return 0
    return 1 + sum(FOLDER.fullmatch(one.name) is not None for one in tree.folders)


def collect(tree: Tree, course: Course, time_zone: datetime.tzinfo) -> Collected:
    """One attempt per submitter; those of a group get the same files each.

    Raises:
        UsageError: the metadata cannot be read.
    """
    metadata = _metadata(tree)
    found: list[Found] = []
    left_out = [
        LeftOut(shown(one.name), "not_understood")
        for one in tree.files
        if one.name != METADATA
    ]
    folders = {one.name: one for one in tree.folders}
    people = {
        name: _people(about.get(":submitters"), name)
        for name, about in metadata.items()
        if isinstance(about, dict)
    }
    contested = _contested(one for several in people.values() for one in several)
    for name, folder in folders.items():
        about = metadata.get(name)
        if not isinstance(about, dict):
            left_out.append(LeftOut(shown(name), "not_in_metadata"))
            continue
        if not people[name]:
            left_out.append(LeftOut(shown(name), "no_submitter"))
        time = _time(about.get(":created_at"), time_zone)
        students = [one.student(contested) for one in people[name]]
        by_key = {one.key: one for one in reversed(students)}
        found += [Found(one, folder, name, time) for one in by_key.values()]
    for name in metadata.keys() - folders.keys():
        left_out.append(LeftOut(shown(name), "no_folder"))
    return Collected(found, sorted(left_out, key=lambda one: one.path))


def _metadata(tree: Tree) -> dict[str, Plain]:
    entry = next((one for one in tree.files if one.name == METADATA), None)
    if entry is None or entry.left_out:
        raise UsageError(
            f"There is no {METADATA} beside the folders of submissions. Keep it where the "
            "export has it: it says whose they are."
        )
    try:
        content = entry.read(MOST_METADATA)
    except OSError as error:
        raise UsageError(
            f"{METADATA} cannot be read: {error.strerror}. Make the file readable."
        ) from error
    if len(content) > MOST_METADATA:
        raise UsageError(
            f"{METADATA} is larger than {MOST_METADATA // 1024**2} MiB. Remove the results "
            "and the history from it, or export the submissions without them."
        )
    try:
        metadata = read_metadata(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        why = " ".join(str(error).split())[:200]
        raise UsageError(
            f"{METADATA} cannot be read as YAML: {why}. Export again."
        ) from error
    return metadata


def read_metadata(content: bytes) -> dict[str, Plain]:
    """The wanted fields of each submission, as strings, lists and dictionaries.

    Raises:
        yaml.YAMLError: it is no YAML.
        ValueError: nested too deep, or no mapping of submissions.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse(content.decode("utf-8-sig"), Loader=loader)
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            whole = _built(event, events, 0)
            return whole if isinstance(whole, dict) else {}
        if isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent):
            break
    raise ValueError("it is no mapping of submissions")


def _built(event: Any, events: Iterator[Any], depth: int) -> Plain:
    """The value that begins with an event; what an alias points to is not looked up."""
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deep")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Plain] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_built(event, events, depth + 1))
        return items
    if not isinstance(event, yaml.MappingStartEvent):
        return None
    mapping: dict[str, Plain] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _built(event, events, depth + 1)
        value = _built(next(events), events, depth + 1)
        if not isinstance(key, str):
            continue
        if key in mapping:
            raise ValueError(f"{key!r} is there twice")
        if depth != 1 or key in WANTED:
            mapping[key] = value
    return mapping


@dataclass(frozen=True)
class _Person:
    """One of those who handed in, as Gradescope has them. own: stands for no other."""

    name: str
    sid: str
    email: str
    own: str

    def student(self, contested: Set[str]) -> Student:
        """Known by the e-mail address, which Gradescope has verified, else by the id.

        Students may set their ids themselves: one that several claim speaks for nobody.
        """
        sid = "" if self.sid in contested else self.sid
        ids = {"sid": sid} if sid else {}
        key = f"own:{self.own}"
        if self.email:
            key = f"email:{self.email}"
        elif sid:
            key = f"sid:{sid}"
        return Student(
            f"gradescope:{key}", self.name or self.sid or self.email, self.email, ids
        )


def _people(submitters: Plain, folder: str) -> list[_Person]:
    """Who handed in; one without an id is known by the submission alone."""
    if not isinstance(submitters, Sequence) or isinstance(submitters, str):
        return []
    people = [one for one in submitters if isinstance(one, Mapping)]
    found = []
    for number, person in enumerate(people, 1):
        name, sid, email = (
            text.strip() if isinstance(text := person.get(key), str) else ""
            for key in (":name", ":sid", ":email")
        )
        if name or sid or email:
            own = folder if len(people) == 1 else f"{folder}-{number}"
            found.append(_Person(name, sid, email, own))
    return found


def _contested(people: Iterable[_Person]) -> frozenset[str]:
    """Ids that people of different names or e-mail addresses have."""
    claims: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in people:
        claims[one.sid].add((one.email, "" if one.email else one.name))
    return frozenset(sid for sid, who in claims.items() if len(who) > 1)


def _time(value: Plain, time_zone: datetime.tzinfo) -> datetime.datetime | None:
    """A time as YAML or Ruby writes it; of Ruby's own kind, the part in UTC."""
    if isinstance(value, dict):
        value, time_zone = value.get("utc"), datetime.UTC
    if not isinstance(value, str):
        return None
    text = re.sub(r"(\.\d{6})\d+", r"\1", value.strip())
    text = re.sub(r" (Z|UTC)$", "+00:00", text)
    text = re.sub(r" ([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=time_zone)
