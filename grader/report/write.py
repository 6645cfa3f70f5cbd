"""Writes a run's report: every file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from grader.errors import UsageError
from grader.records import Output, RunRecord, SubmissionRecord
from grader.report.edition import Audience, edition
from grader.report.html import index_page, submission_page
from grader.report.results import results_text, submission_line
from grader.report.sentences import sentence
from grader.report.visible import clean_surrogates

PAGES = "submissions"
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class ReportWriter:
    """Writes reports as submissions are graded, and keeps none of them in memory.

    Each page is whole as soon as it is written; `results.json` (the instructor's edition
    always) and `index.html` replace their forerunners when `finish` is called. Pages of
    earlier runs are left alone. Thread-safe.

    header: the run without its submissions.
    ids:    of the submissions to come, in the order of the reports.
    """

    def __init__(
        self,
        header: RunRecord,
        ids: Sequence[str],
        out: Path,
        audience: Audience = "student",
    ) -> None:
        self._header = header
        self._ids = list(ids)
        self._names = dict(zip(self._ids, _page_names(self._ids), strict=True))
        self._out = out
        self._audience: Audience = audience
        self._spool = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        self._lines: dict[str, int] = {}
        self._lock = threading.Lock()
        with _explained(out):
            (out / PAGES).mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, record: SubmissionRecord) -> SubmissionRecord:
        """Write a submission's page; what the index needs of the record.

        Raises:
            UsageError: `out` cannot be written, or the disk is full.
        """
        whole = replace(self._header, submissions=(record,))
        shown = edition(whole, self._audience)
        home = "../index.html" if self._audience == "instructor" else ""
        page = submission_page(shown, shown.submissions[0], home)
        line = submission_line(record)
        with self._lock, _explained(self._out):
            write_whole(self._out / PAGES / self._names[record.id], page)
            self._lines[record.id] = self._spool.seek(0, os.SEEK_END)
            self._spool.write(clean_surrogates(line) + "\n")
        return summary(record)

    def finish(self, run: RunRecord) -> Path:
        """Write `results.json` and `index.html`; the path of the latter.

        run: with the summaries that `add` returned, in any order.

        Raises:
            UsageError: `out` cannot be written, or the disk is full.
        """
        shown = edition(run, self._audience)
        links = {
            n: f"{PAGES}/{self._names[one.id]}" for n, one in enumerate(run.submissions)
        }
        index = self._out / "index.html"
        with _explained(self._out):
            write_whole(self._out / "results.json", self._results())
            write_whole(index, index_page(shown, links))
        return index

    def _results(self) -> Iterator[str]:
        def lines() -> Iterator[str]:
            for id in self._ids:
                if id in self._lines:
                    self._spool.seek(self._lines[id])
                    yield self._spool.readline().rstrip("\n")

        return results_text(self._header, lines())


def write_reports(run: RunRecord, out: Path, audience: Audience = "student") -> Path:
    """Write all reports of a run that is at hand whole; the path of `index.html`.

    Raises:
        UsageError: `out` cannot be written, or the disk is full.
    """
    ids = [one.id for one in run.submissions]
    with ReportWriter(replace(run, submissions=()), ids, out, audience) as writer:
        for submission in run.submissions:
            writer.add(submission)
        return writer.finish(run)


def summary(record: SubmissionRecord) -> SubmissionRecord:
    """The record without checks, sources, output and cells: what an index shows."""
    steps = (
        replace(step, checks=(), source="", output=Output("")) for step in record.steps
    )
    notebooks = (replace(notebook, cells=()) for notebook in record.notebooks)
    return replace(record, steps=tuple(steps), notebooks=tuple(notebooks))


def require_writable(out: Path) -> None:
    """Make the folder and try to write in it, before an hour of grading is lost.

    Raises:
        UsageError: it cannot be written.
    """
    with _explained(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a file so that nobody ever sees a part of it.

    Raises:
        OSError: it could not be written; the file that was there is untouched.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            for part in [text] if isinstance(text, str) else text:
                file.write(clean_surrogates(part))
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
