"""A class list as CSV: who is in the class, under which ids, with which extension."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.errors import UsageError
from grader.records import Student
from grader.submissions import shown

MAX_BYTES = 16 * 1024**2
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("student", "name", "fullname", "studentname"),
        "first": ("firstname", "first", "givenname", "givennames", "forename"),
        "last": ("lastname", "last", "surname", "familyname"),
        "email": ("email", "emailaddress", "mail", "studentemail"),
        "canvas": ("id", "canvasid", "canvasuserid", "userid"),
        "sis": ("sisuserid", "sisid", "idnumber"),
        "login": ("sisloginid", "loginid", "login"),
        "username": ("username", "user"),
        "sid": ("sid", "studentid", "studentnumber"),
        "orgdefinedid": ("orgdefinedid",),
        "github": ("github", "githubusername", "githublogin", "githubid"),
        "moodle": ("identifier", "participant", "participantid"),
        "extension": ("extension", "extendedto", "extendeddeadline"),
    }
)
"""Headers that are understood, written without spaces and in small letters."""
IDS = (*("canvas", "moodle", "sis", "login", "username", "sid", "orgdefinedid", "github"),)
KEYS = {
    "canvas": "canvas",
    "moodle": "moodle",
    "sid": "gradescope",
    "username": "blackboard",
}
DURATION = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(d|days?|h|hours?)", re.IGNORECASE)
DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class RosterEntry:
    """Someone in the class.

    extension: how much later than everybody, or until when (aware); None for nothing.
    """

    student: Student
    extension: datetime.timedelta | datetime.datetime | None = None


def read_roster(
    path: Path, time_zone: datetime.tzinfo = datetime.UTC
) -> tuple[RosterEntry, ...]:
    """Read a class list, in the order of its rows.

    A CSV file in UTF-8 with a line of headers, separated by comma, semicolon or tab: a
    gradebook export of Canvas, Moodle or Brightspace, or one made by hand. Columns are
    found by name (`COLUMNS`); a name, or first and last name, or any id is enough.

    time_zone: of extensions that name no zone. A day alone lasts to its end.

    Raises:
        UsageError: it cannot be read or is not UTF-8, no column or an extension is not
            understood, or two rows have one id.
    """
    rows = _rows(_text(path), path)
    columns = _columns(rows[0], path)
    entries = []
    for number, row in enumerate(rows[1:], 2):
        cells = {
            kind: row[column].strip() if column < len(row) else ""
            for kind, column in columns.items()
        }
        if not any(cells.values()) or cells.get("name") == "Points Possible":
            continue
        try:
            entries.append(_entry(cells, time_zone))
        except ValueError as error:
            raise UsageError(f"{shown(path)}, line {number}: {error}") from error
    _refuse_twins(entries, path)
    if not entries:
        raise UsageError(f"{shown(path)}: there is nobody in this class list.")
    return tuple(entries)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise UsageError(f"{shown(path)}: too large for a class list.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        raise UsageError(
            f"{shown(path)}: this is UTF-16 or no text at all. In the spreadsheet, save it "
            'as "CSV UTF-8".'
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{shown(path)}: not text in UTF-8. In the spreadsheet, save it as "
            '"CSV UTF-8", so that names keep their letters.'
        ) from error


def _rows(text: str, path: Path) -> list[list[str]]:
    """All rows; the separator is the one that makes most headers known ones."""
    first = next(iter(text.splitlines()), "")
    try:
        separator = max(
            ",;\t",
            key=lambda one: len(_known(next(csv.reader([first], delimiter=one), []))),
        )
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UsageError(f"{shown(path)}: no CSV file: {error}.") from error
    return rows or [[]]


def _known(headers: Sequence[str]) -> dict[int, str]:
    """Which column is of what kind."""
    kinds = {one: kind for kind, names in COLUMNS.items() for one in names}
    plain = [re.sub(r"[\W_]+", "", header).casefold() for header in headers]
    return {n: kinds[one] for n, one in enumerate(plain) if one in kinds}


def _columns(headers: Sequence[str], path: Path) -> dict[str, int]:
    known = _known(headers)
    columns: dict[str, int] = {}
    for column, kind in known.items():
        if kind in columns:
            raise UsageError(
                f"{shown(path)}: the columns {headers[columns[kind]]!r} and "
                f"{headers[column]!r} mean the same. Remove one."
            )
        columns[kind] = column
    if not columns.keys() & {"name", "last", "email", *IDS}:
        raise UsageError(
            f"{shown(path)}: no column is understood. The first line is to name them, for "
            "instance: Student, ID, SIS Login ID, Username, Email address, GitHub."
        )
    return columns


def _entry(cells: Mapping[str, str], time_zone: datetime.tzinfo) -> RosterEntry:
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    ids = {kind: cells[kind] for kind in IDS if cells.get(kind)}
    for kind in ("orgdefinedid", "username"):  # as Brightspace guards them
        if ids.get(kind, "").startswith("#"):
            ids[kind] = ids[kind].removeprefix("#")
    if "moodle" in ids:
        digits = re.fullmatch(r"\D*(\d+)", ids["moodle"])
        if digits is None:
            raise ValueError(
                f"{ids['moodle']!r} is no participant. Expected: Participant 7."
            )
        ids["moodle"] = digits[1]
    email = cells.get("email", "")
    if not (name or email or ids):
        raise ValueError("neither a name nor an id. Remove the line.")
    kind = next(iter(ids), "email" if email else "")
    key = f"{KEYS.get(kind, kind)}:{ids.get(kind, email)}" if kind else name
    student = Student(key, name or email or key, email, ids)
    return RosterEntry(student, _extension(cells.get("extension", ""), time_zone))


def _extension(
    text: str, time_zone: datetime.tzinfo
) -> datetime.timedelta | datetime.datetime | None:
    if not text:
        return None
    if (match := DURATION.fullmatch(text)) is not None:
        days = match[2].lower().startswith("d")
        return datetime.timedelta(**{"days" if days else "hours": float(match[1])})
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"the extension {text[:40]!r} is not understood. Write 2 days, 36 hours, "
            "2026-05-31 or 2026-05-31 18:00."
        ) from None
    if DAY_ALONE.fullmatch(text):
        time = time.replace(hour=23, minute=59, second=59)
    return time if time.tzinfo is not None else time.replace(tzinfo=time_zone)


def _refuse_twins(entries: Sequence[RosterEntry], path: Path) -> None:
    seen: dict[tuple[str, str], str] = {}
    for entry in entries:
        student = entry.student
        named = student.ids or {"e-mail" if student.email else "name": student.key}
        for kind, id in named.items():
            if (kind, id.casefold()) in seen:
                raise UsageError(
                    f"{shown(path)}: {student.name!r} has the same {kind}, {id!r}, as "
                    f"{seen[kind, id.casefold()]!r}. Give each student one line."
                )
            seen[kind, id.casefold()] = student.name
