"""Which row is which student's. Nothing is guessed: a doubt is a sentence for people."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.gradebook.exports import Unmatched, label
from grader.gradebook.sheet import Row
from grader.marks import Mark
from grader.records import Student
from grader.visible import short

NAME = "name"


@dataclass(frozen=True)
class Kind:
    """A kind of id. id: as in `Student.ids`, or `name`; label: as messages call it."""

    id: str
    label: str


@dataclass(frozen=True)
class Entry:
    """A student's row of a file. ids: what it says of the student, by kind."""

    row: Row
    ids: Mapping[str, str]


@dataclass(frozen=True)
class Matched:
    """A mark and the row that it belongs to."""

    mark: Mark
    row: Row


@dataclass(frozen=True)
class _Index:
    """The entries of a file by kind and form of an id."""

    kinds: Sequence[Kind]
    entries: Sequence[Entry]
    found: Mapping[tuple[str, str], list[int]] = field(default_factory=dict)


def match(
    marks: Sequence[Mark], entries: Sequence[Entry], kinds: Sequence[Kind]
) -> tuple[list[Matched], tuple[Unmatched, ...]]:
    """The row of each mark's student, and the students without a certain one.

    kinds: in the order in which they count. A later one decides only where the file or
           the student lacks the earlier ones, so that two people of one name, of whom the
           file holds one, are not mixed up. The name counts when no id leads to a row.
    """
    index = _indexed(entries, kinds)
    claims: dict[int, list[Mark]] = defaultdict(list)
    unmatched = []
    for mark in marks:
        found = _find(mark.student, index)
        if isinstance(found, int):
            claims[found].append(mark)
        else:
            unmatched.append(Unmatched(label(mark.student), found))
    matched = []
    for number, rivals in claims.items():
        if len(rivals) == 1:
            matched.append(Matched(rivals[0], entries[number].row))
            continue
        names = " and ".join(label(one.student) for one in rivals)
        why = f"Line {entries[number].row.line} fits more than one: {names}."
        unmatched += [Unmatched(label(one.student), why) for one in rivals]
    return matched, tuple(unmatched)


def _indexed(entries: Sequence[Entry], kinds: Sequence[Kind]) -> _Index:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for kind in kinds:
            for form in _forms(kind, entry.ids.get(kind.id, "")):
                found[kind.id, form].append(number)
    return _Index(kinds, entries, dict(found))


def _find(student: Student, index: _Index) -> int | str:
    """The number of the student's entry, or a sentence that says why there is none."""
    chosen, by = None, None
    for kind in index.kinds:
        if kind.id == NAME and chosen is not None:
            break
        value = _value(student, kind)
        hits = _hits(kind, value, index)
        if not hits or chosen in hits:
            continue
        lines = " and ".join(str(index.entries[one].row.line) for one in hits)
        if chosen is not None and by is not None:
            line = index.entries[chosen].row.line
            return f"{by.label} leads to line {line}, {kind.label} to line {lines}."
        if len(hits) > 1:
            return f"{kind.label} {short(value)} stands in lines {lines}."
        chosen, by = hits[0], kind
    if chosen is None or by is None:
        return _not_found(student, index)
    return _contradiction(student, by, index, chosen) or chosen


def _contradiction(student: Student, by: Kind, index: _Index, chosen: int) -> str:
    """Why a row is another person's after all: a more certain id differs; or ""."""
    entry = index.entries[chosen]
    for kind in index.kinds[: index.kinds.index(by)]:
        ours, theirs = _value(student, kind), entry.ids.get(kind.id, "")
        if _forms(kind, ours) and _forms(kind, theirs):
            return (
                f"Line {entry.row.line} has the same {by.label} and another {kind.label}: "
                f"{short(theirs)} and not {short(ours)}."
            )
    return ""


def _not_found(student: Student, index: _Index) -> str:
    known = [
        f"{kind.label} {short(_value(student, kind))}"
        for kind in index.kinds
        if _forms(kind, _value(student, kind))
    ]
    if known:
        return f"No row has {' or '.join(known)}."
    wanted = " or ".join(kind.label for kind in index.kinds)
    return f"The student has no {wanted} here. Add it to the roster."


def _value(student: Student, kind: Kind) -> str:
    return student.name if kind.id == NAME else student.ids.get(kind.id, "")


def _hits(kind: Kind, value: str, index: _Index) -> list[int]:
    hits = [n for form in _forms(kind, value) for n in index.found.get((kind.id, form), ())]
    return sorted(set(hits))


def _forms(kind: Kind, value: str) -> set[str]:
    """How an id may be written; a name also as `Family, Given`. None of an empty one."""
    plain = " ".join(unicodedata.normalize("NFC", value).casefold().split())
    if not plain:
        return set()
    family, comma, given = plain.partition(", ")
    if kind.id == NAME and comma and "," not in given:
        return {plain, f"{given} {family}"}
    return {plain}
