"""Brings the attempts of a download and a class list together; never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.downloads.class_list import RosterEntry, read_roster
from grader.downloads.reading import Attempt
from grader.records import Student

__all__ = ["Joined", "RosterEntry", "join", "read_roster"]

ONE_KIND = {"login": "account", "username": "account"}
"""Kinds of id that systems use for one thing."""


@dataclass(frozen=True)
class Joined:
    """Attempts with what the class list says of their students.

    attempts:  all of them, in order; keys are kept.
    roster:    the whole class list, in which those who handed in have the key and the ids
               of their attempts.
    absent:    who is in the class and handed in nothing.
    strangers: who handed in and is not in the class list for certain.
    ambiguous: those of the strangers for whom it has several lines that could be meant, or
               who share one line with another student.
    """

    attempts: tuple[Attempt, ...]
    roster: tuple[RosterEntry, ...]
    absent: tuple[RosterEntry, ...]
    strangers: tuple[Student, ...]
    ambiguous: tuple[Student, ...] = ()


def join(attempts: Sequence[Attempt], roster: Sequence[RosterEntry]) -> Joined:
    """Find each student in the class list: by ids, else by an exact name that is unique.

    Who is found by an id keeps the line, whoever else has the name. Upper and lower case,
    and accents written in one or two characters, are the same; so are "Last, First" and
    "First Last", and Canvas's squeezed form of a name.
    """
    students = {one.student.key: one.student for one in attempts}
    index = _Index(roster)
    by_id = {key: index.by_id(student) for key, student in students.items()}
    lines = _single(by_id)
    fitting = {key: by_id[key] or index.by_name(one) for key, one in students.items()}
    by_name = {key: found for key, found in fitting.items() if not by_id[key]}
    known = set().union(*by_id.values())
    lines |= {key: one for key, one in _single(by_name).items() if one not in known}
    merged = {key: _merged(students[key], roster[line]) for key, line in lines.items()}
    by_line = {line: merged[key] for key, line in lines.items()}
    strangers = [one for key, one in students.items() if key not in lines]
    return Joined(
        attempts=tuple(_with(one, merged.get(one.student.key)) for one in attempts),
        roster=tuple(
            replace(entry, student=by_line.get(line, entry.student))
            for line, entry in enumerate(roster)
        ),
        absent=tuple(one for line, one in enumerate(roster) if line not in by_line),
        strangers=tuple(strangers),
        ambiguous=tuple(one for one in strangers if fitting[one.key]),
    )


def _single(fitting: Mapping[str, set[int]]) -> dict[str, int]:
    """The line of each student who has one, and has it alone."""
    taken = Counter(min(one) for one in fitting.values() if len(one) == 1)
    return {
        key: min(one)
        for key, one in fitting.items()
        if len(one) == 1 and taken[min(one)] == 1
    }


class _Index:
    """Lines of a class list by everything that can name a student."""

    def __init__(self, roster: Sequence[RosterEntry]) -> None:
        self._by_id: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._by_squeezed: dict[str, set[int]] = defaultdict(set)
        for line, entry in enumerate(roster):
            for id in _ids(entry.student):
                self._by_id[id].add(line)
            for name in _names(entry.student.name):
                self._by_name[name].add(line)
            for name in _squeezed(entry.student.name):
                self._by_squeezed[name].add(line)

    def by_id(self, student: Student) -> set[int]:
        """The lines that an id of a student speaks for; a folder's name may be one."""
        found: set[int] = set()
        for id in _ids(student):
            found |= self._by_id.get(id, set())
        found |= self._by_repository(student)
        if student.key == student.name:
            for kind in ("account", "email", "sid", "sis", "github"):
                found |= self._by_id.get((kind, _folded(student.name)), set())
        return found

    def by_name(self, student: Student) -> set[int]:
        """The lines that have a student's name."""
        found: set[int] = set()
        for name in _names(student.name):
            found |= self._by_name.get(name, set())
        if not found and student.key.startswith("canvas:"):
            found |= self._by_squeezed.get(_squeeze(student.name), set())
        return found

    def _by_repository(self, student: Student) -> set[int]:
        """By every way to read a GitHub name at the end of `{assignment}-{username}`.

        Where other checkouts tell how the name begins, no reading is shorter than theirs:
        `x-grace` is not `grace`.
        """
        if not student.key.startswith("git:"):
            return set()
        parts = _folded(student.key.removeprefix("git:")).split("-")
        known = _folded(student.ids.get("github", "")).split("-")
        least = len(known) if student.ids else 1
        found: set[int] = set()
        for start in range(1, len(parts) - least + 1):
            found |= self._by_id.get(("github", "-".join(parts[start:])), set())
        return found


def _ids(student: Student) -> Iterator[tuple[str, str]]:
    for kind, id in student.ids.items():
        if kind != "moodle_folder":
            yield ONE_KIND.get(kind, kind), _folded(id)
    if student.email:
        yield "email", _folded(student.email)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _names(name: str) -> Iterable[str]:
    """A name as it is, and "Last, First" turned round."""
    folded = _folded(name)
    last, comma, first = folded.partition(",")
    turned = f"{first.strip()} {last.strip()}".strip()
    return {folded, turned} - {""} if comma else {folded} - {""}


def _squeezed(name: str) -> Iterable[str]:
    """How Canvas writes a name in the names of files: of "Last, First", letters alone.

    A name of two words in the order of speech has one such form; of more, none is certain.
    """
    folded = _folded(name)
    if "," in folded:
        return {_squeeze(folded)}
    words = folded.split()
    return {_squeeze(words[1] + words[0])} if len(words) == 2 else set()


def _squeeze(name: str) -> str:
    return re.sub(r"[\W_]+", "", _folded(name))


def _merged(student: Student, entry: RosterEntry) -> Student:
    listed = entry.student
    return Student(
        key=student.key,
        name=listed.name or student.name,
        email=listed.email or student.email,
        ids={**listed.ids, **student.ids},
    )


def _with(attempt: Attempt, student: Student | None) -> Attempt:
    if student is None:
        return attempt
    submission = replace(attempt.submission, student=student.name)
    return replace(attempt, student=student, submission=submission)
