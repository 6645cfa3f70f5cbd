"""Pages for students as the zip that Moodle takes back as feedback files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.exports import Export, Unmatched, label, replacing
from grader.records import Student
from grader.visible import short

PAGE = "feedback.html"

_FOLDER = re.compile(
    r"[^_/\\\x00-\x1f\ud800-\udfff]+_[0-9]+_[a-z]+_[a-z]+(?:_[^/\\\x00-\x1f\ud800-\udfff]*)?"
)
_ODD_FOLDER = "The folder is not named as Moodle names them: no number is in it."
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_UNIX, _READABLE = 3, 0o100644 << 16


def moodle_feedback(
    pages: Mapping[str, bytes | Path], path: Path, students: Sequence[Student] = ()
) -> Export:
    """Write a zip with a folder a student, each with one `feedback.html`.

    pages:    a page by the name of the student's folder in Moodle's own download
              (`student.ids["moodle_folder"]`), which holds the participant's number.
    students: everybody who should have a page; who has no such folder or no page in
              `pages`, or shares a folder with somebody else, is listed.

    The same pages give the same bytes. `content` of what comes back is empty: the zip is
    at `path`, which is only replaced when all of it is written.

    Raises:
        UsageError: a page cannot be read, or the zip cannot be written.
    """
    unmatched = list(_without_page(pages, students))
    shared = {folder for folder, who in _owners(students).items() if len(who) > 1}
    written = 0
    with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
        for folder, page in sorted(pages.items()):
            if folder in shared:
                continue
            if _FOLDER.fullmatch(folder) is None:
                unmatched.append(Unmatched(short(folder), _ODD_FOLDER))
                continue
            archive.writestr(_entry(folder), _content(page))
            written += 1
    return Export(b"", written, tuple(unmatched))


def _owners(students: Sequence[Student]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for student in students:
        if folder := student.ids.get("moodle_folder"):
            owners.setdefault(folder, []).append(label(student))
    return owners


def _without_page(
    pages: Mapping[str, bytes | Path], students: Sequence[Student]
) -> Iterator[Unmatched]:
    owners = _owners(students)
    for student in students:
        folder = student.ids.get("moodle_folder", "")
        if not folder:
            why = "The student has no folder in a download from Moodle."
        elif len(owners[folder]) > 1:
            why = f"The folder {short(folder)} is that of {' and '.join(owners[folder])}."
        elif folder not in pages:
            why = "There is no page for this student."
        else:
            continue
        yield Unmatched(label(student), why)


def _entry(folder: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{folder}/{PAGE}", _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry


def _content(page: bytes | Path) -> bytes:
    if isinstance(page, bytes):
        return page
    try:
        return page.read_bytes()
    except OSError as error:
        raise UsageError(f"{page}: cannot be read: {error.strerror}.") from error
