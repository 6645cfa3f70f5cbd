"""Writes a run's report: every file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.records import RunRecord
from grader.report.edition import Audience, edition
from grader.report.html import index_page, submission_page
from grader.report.results import dumps, results
from grader.report.sentences import sentence
from grader.report.visible import clean_surrogates

PAGES = "submissions"
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def write_reports(run: RunRecord, out: Path, audience: Audience = "student") -> Path:
    """Write `results.json`, `index.html` and a page per submission under `out`.

    results.json is the instructor's edition always; pages are the audience's. Each file
    replaces its forerunner in one step. Pages of earlier runs are left alone.

    Returns the path of `index.html`.

    Raises:
        UsageError: `out` cannot be written, or the disk is full.
    """
    shown = edition(run, audience)
    names = _page_names([one.id for one in run.submissions])
    home = "../index.html" if audience == "instructor" else ""
    with _explained(out):
        (out / PAGES).mkdir(parents=True, exist_ok=True)
        for name, submission in zip(names, shown.submissions, strict=True):
            write_whole(out / PAGES / name, submission_page(shown, submission, home))
        links = {position: f"{PAGES}/{name}" for position, name in enumerate(names)}
        write_whole(out / "results.json", dumps(results(run)))
        index = out / "index.html"
        write_whole(index, index_page(shown, links))
    return index


def require_writable(out: Path) -> None:
    """Make the folder and try to write in it, before an hour of grading is lost.

    Raises:
        UsageError: it cannot be written.
    """
    with _explained(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees a part of it.

    Raises:
        OSError: it could not be written; the file that was there is untouched.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(clean_surrogates(text))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        os.replace(temporary, path)  # noqa: PTH105 - one step, whatever was there
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def safe_name(id: str) -> str:
    """A file name for any id: itself when it is plain, else a slug and a digest."""
    plain = _PLAIN.fullmatch(id) and not id.endswith(".")
    if plain and not _RESERVED.fullmatch(id.partition(".")[0]):
        return id
    letters = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:50] or "submission"
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}-{digest[:10]}"


def _page_names(ids: list[str]) -> list[str]:
    """A file name for each id, different even where case does not count."""
    names: list[str] = []
    used: set[str] = set()
    for id in ids:
        name = candidate = safe_name(id)
        number = 1
        while candidate.casefold() in used:
            number += 1
            candidate = f"{name}-{number}"
        used.add(candidate.casefold())
        names.append(f"{candidate}.html")
    return names


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _explained(out: Path) -> Iterator[None]:
    """Errors of the file system as a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        path = str(out)
        match error.errno:
            case errno.EACCES | errno.EPERM | errno.EROFS:
                id = "write.denied"
            case errno.ENOSPC | errno.EDQUOT:
                id = "write.full"
            case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
                id = "write.not_a_folder"
            case _:
                id = "write.other"
        text = sentence(id, path=path, error=error.strerror or str(error))
        raise UsageError(text) from error
