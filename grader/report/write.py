"""Writes a run's report: every file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Self

from grader.codec import digest
from grader.errors import UsageError
from grader.language import sentence, spoken
from grader.marks import Assignment, Mark, mark
from grader.records import RunRecord, Student, SubmissionRecord, summary
from grader.report.edition import Audience, edition
from grader.report.results import results_text, submission_line
from grader.report.translated import translated_mark
from grader.visible import clean_surrogates

PAGES = "submissions"
_HEAD_BYTES = 4096
_FINGERPRINT = re.compile(rb'name="grader-fingerprint" content="([0-9a-f]{64})"')
_LINE = re.compile(rb'\{"fingerprint":"([0-9a-f]{64})"')
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_DIGESTED = re.compile(r".*-[0-9a-f]{10}")


@dataclass(frozen=True)
class Graded:
    """How a submission was graded.

    at:     ISO 8601 with offset. digest: of the record; changes when that does.
    """

    at: str
    seed: str
    versions: Mapping[str, str]
    digest: str


@dataclass(frozen=True)
class Reported:
    """A student in a report.

    summary: of the submission, None when nothing was handed in; its id names the page.
    """

    mark: Mark
    summary: SubmissionRecord | None = None
    graded: Graded | None = None


class ReportWriter:
    """Writes reports as submissions are graded, and keeps none of them in memory.

    Each page is whole as soon as it is written, and is left alone while it is current.
    `results.json` (the instructor's edition always) and `index.html` replace their
    forerunners when `finish` is called. Thread-safe.

    header:     the run without its submissions.
    assignment: its name, "" for the whole course.
    alone:      the folder is to hold nobody else's page: those of students who are not in
                the report, or are under another name, are removed at the end.

    What makes pages is imported when a page is made: a run that changes nothing needs none.
    A page that our own side cannot make stops nobody else's: `failed` has the reason, by
    the submission's id, and the student is missing in results.json.
    """

    def __init__(
        self,
        header: RunRecord,
        out: Path,
        audience: Audience = "student",
        assignment: str = "",
        alone: bool = False,
    ) -> None:
        self._header = header
        self._course = replace(header, started="", seed="", versions={}, submissions=())
        self._alone = alone
        self._assignment = assignment
        self._out = out
        self._audience: Audience = audience
        self.failed: dict[str, Exception] = {}
        self._spool = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        self._lines: dict[str, int] = {}
        self._lock = threading.Lock()
        with _explained(out):
            (out / PAGES).mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(
        self, record: SubmissionRecord, mark: Mark, graded: Graded | None = None
    ) -> Reported:
        """Write a submission's page and remember its line of results.json.

        graded: what a store knows of it; else it was graded in this run.

        Raises:
            UsageError: `out` cannot be written, or the disk is full.
        """
        if graded is None:
            head = self._header
            graded = Graded(head.started, head.seed, head.versions, digest(record))
        reported = Reported(mark, summary(record), graded)
        whole = replace(
            self._header,
            started=graded.at,
            seed=graded.seed,
            versions=graded.versions,
            submissions=(record,),
        )
        shown = edition(whole, self._audience)
        home = "../index.html" if self._audience == "instructor" else ""
        wanted = self._fingerprint(reported, self._audience)
        lasting = self._fingerprint(reported, "instructor")
        from grader.report.html import submission_page

        try:
            page = submission_page(shown, shown.submissions[0], mark, home, wanted)
            told = edition(whole, "instructor").submissions[0]
            line = clean_surrogates(submission_line(told, mark, lasting)) + "\n"
        except Exception as error:
            self.failed[record.id] = error
            return reported
        with self._lock, _explained(self._out):
            write_whole(page_path(self._out, record.id), page)
            self._lines[lasting] = self._spool.seek(0, os.SEEK_END)
            self._spool.write(line.encode("utf-8"))
        return reported

    def finish(
        self,
        everyone: Sequence[Reported],
        load: Callable[[Reported], SubmissionRecord] | None = None,
    ) -> Path:
        """Write `results.json` and `index.html`; the path of the latter.

        everyone: in the order of the report.
        load:     the whole record of somebody who was not added in this run; what is
                  current in `out` needs none.

        Raises:
            UsageError: `out` cannot be written, or the disk is full.
        """
        graded = [one for one in everyone if one.summary is not None]
        with _explained(self._out), self._old_results() as old:
            prints = [self._fingerprint(one, "instructor") for one in graded]
            for one, lasting in zip(graded, prints, strict=True):
                line = lasting in self._lines or lasting in old.lines
                failed = one.summary is not None and one.summary.id in self.failed
                if not failed and not (line and self._is_current(one)):
                    assert load is not None
                    self.add(load(one), one.mark, one.graded)
            there = [one for one in prints if one in self._lines or one in old.lines]
            self._write_results(there, old)
            index = self._out / "index.html"
            told = (prints, [one.mark for one in everyone], self._assignment)
            shown = (self._audience, spoken(), self._course, _code_digest())
            wanted = digest((*told, *shown))
            if _fingerprint_of(index) != wanted:
                write_whole(index, self._index(everyone, wanted))
            if self._alone:
                self._remove_others(everyone)
        return index

    def _remove_others(self, everyone: Sequence[Reported]) -> None:
        """Remove pages of ours that belong to nobody in the report."""
        ids = [one.summary.id for one in everyone if one.summary is not None]
        kept = {page_path(self._out, id) for id in ids}
        for path in (self._out / PAGES).glob("*.html"):
            if path not in kept and _fingerprint_of(path):
                path.unlink()

    def _index(self, everyone: Sequence[Reported], fingerprint: str) -> str:
        from grader.report.class_page import Entry, class_page

        submissions = tuple(one.summary for one in everyone if one.summary is not None)
        run = edition(replace(self._header, submissions=submissions), self._audience)
        shown = {one.id: one for one in run.submissions}
        entries = []
        for one in everyone:
            id = one.summary.id if one.summary is not None else ""
            link = page_path(Path(), id).as_posix() if id else ""
            mark = translated_mark(one.mark, self._header.course_path)
            entries.append(Entry(mark, shown.get(id), link))
        return class_page(run, self._assignment, entries, fingerprint)

    def _fingerprint(self, one: Reported, audience: Audience) -> str:
        """Of all that a page, or a line of results.json, is made from."""
        told = (one.graded, one.mark, audience, spoken())
        return digest((*told, self._course, _code_digest()))

    def _is_current(self, one: Reported) -> bool:
        assert one.summary is not None
        found = _fingerprint_of(page_path(self._out, one.summary.id))
        return found == self._fingerprint(one, self._audience)

    @contextlib.contextmanager
    def _old_results(self) -> Iterator[_OldResults]:
        with contextlib.ExitStack() as stack:
            lines: dict[str, tuple[int, int]] = {}
            file = None
            with contextlib.suppress(OSError):
                file = stack.enter_context((self._out / "results.json").open("rb"))
                place = 0
                for line in file:
                    if found := _LINE.match(line):
                        lines[found[1].decode()] = (place, len(line.rstrip(b",\n")))
                    place += len(line)
            yield _OldResults(file, lines)

    def _write_results(self, prints: Sequence[str], old: _OldResults) -> None:
        """Leave the file alone when it would say the same."""
        if old.lines and prints == list(old.lines):
            return

        def lines() -> Iterator[str]:
            for one in prints:
                if one in self._lines:
                    self._spool.seek(self._lines[one])
                    yield self._spool.readline().decode("utf-8").rstrip("\n")
                else:
                    yield old.line(one)

        text = results_text(self._header, lines())
        write_whole(self._out / "results.json", text, private=True)


@dataclass(frozen=True)
class _OldResults:
    """The results.json that is there: where the line of each fingerprint lies."""

    file: BinaryIO | None
    lines: Mapping[str, tuple[int, int]]

    def line(self, fingerprint: str) -> str:
        """The line, without what separates it from the next."""
        assert self.file is not None
        start, length = self.lines[fingerprint]
        self.file.seek(start)
        return self.file.read(length).decode("utf-8")


def write_reports(run: RunRecord, out: Path, audience: Audience = "student") -> Path:
    """Write all reports of a run that is at hand whole; the path of `index.html`.

    Raises:
        UsageError: `out` cannot be written, or the disk is full.
    """
    with ReportWriter(replace(run, submissions=()), out, audience) as writer:
        return writer.finish([writer.add(one, own_mark(one)) for one in run.submissions])


def page_path(out: Path, id: str) -> Path:
    """Where the page of a submission lies below a folder of reports."""
    return out / PAGES / f"{safe_name(id)}.html"


def write_whole_page(path: Path, page: str) -> None:
    """Write one page.

    Raises:
        UsageError: it cannot be written, or the disk is full.
    """
    with _explained(path):
        write_whole(path, page)


def own_mark(record: SubmissionRecord) -> Mark:
    """The mark of a submission by itself: every step that it has, without a deadline."""
    weights = {step.id: step.max_score for step in record.steps}
    return mark(Student(record.id, record.student), Assignment("", weights), record)


def _fingerprint_of(path: Path) -> str:
    """What a page of ours says that it was made from; "" for anything else."""
    try:
        with path.open("rb") as file:
            found = _FINGERPRINT.search(file.read(_HEAD_BYTES))
    except OSError:
        return ""
    return found[1].decode() if found else ""


@functools.cache
def _code_digest() -> str:
    """Of what makes pages: another version of it makes them anew."""
    whole = hashlib.sha256()
    here = Path(__file__).parent
    for folder in (here, here.parent / "language"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".j2", ".css", ".js", ".mo"):
                whole.update(path.read_bytes())
    return whole.hexdigest()


def require_writable(out: Path) -> None:
    """Make the folder and try to write in it, before an hour of grading is lost.

    Raises:
        UsageError: it cannot be written.
    """
    with _explained(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass


def write_whole(path: Path, text: str | Iterable[str], private: bool = False) -> None:
    """Write a file so that nobody ever sees a part of it.

    private: only its owner may read it; else who the umask allows.

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
        Path(temporary).chmod(0o600 if private else 0o666 & ~_umask())
        os.replace(temporary, path)  # noqa: PTH105 - one step, whatever was there
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def safe_name(id: str) -> str:
    """A file name for any id: itself when it is plain, else a slug and a digest.

    Different ids have different names, also where case does not count.
    """
    plain = _PLAIN.fullmatch(id) and not id.endswith(".") and not _DIGESTED.fullmatch(id)
    if plain and not _RESERVED.fullmatch(id.partition(".")[0]):
        return id
    letters = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:50] or "submission"
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}-{digest[:10]}"


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
