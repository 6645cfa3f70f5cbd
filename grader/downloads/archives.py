"""Reads zip and tar archives that strangers made, and writes nothing to disk.

What a header says is believed only where it makes things stricter: sizes are counted while
inflating. An archive that is unsafe in one entry is refused as a whole.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from gzip import GzipFile
from typing import IO, cast

from grader.submissions import IGNORED, MAX_NOTEBOOK_BYTES, Entry

ARCHIVE = re.compile(r"\.(zip|tar|tar\.gz|tgz)$", re.IGNORECASE)
OTHER_KIND = re.compile(r"\.(rar|7z|tar\.(bz2|xz|zst)|tbz2?|txz|gz|bz2|xz)$", re.IGNORECASE)
WORTH_KEEPING = re.compile(r"\.(py|ipynb|yml|txt|zip|tar|gz|tgz)$", re.IGNORECASE)
RATIO, RATIO_FROM = 200, 1024**2
MAX_PATH, MAX_DEPTH = 1024, 20
DIRECTORY_BYTES_PER_ENTRY = 400
LOCAL_HEADER_BYTES = 30
CHUNK = 64 * 1024
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, ValueError, OverflowError),
)


class ArchiveRefused(Exception):
    """An archive is not read. `reason` is a left-out reason; `name` the entry to blame."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason
        self.name = name


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold: entries, and bytes once inflated."""

    entries: int
    total: int


CLASS_LIMITS = ArchiveLimits(100_000, 8 * 1024**3)
OWN_LIMITS = ArchiveLimits(10_000, 256 * 1024**2)


@dataclass(frozen=True)
class Archive:
    """The files of an archive, by path with `/`, and its folders that hold a `.git`.

    Files and folders that are ignored everywhere (`__MACOSX`, hidden ones) are not in it.
    """

    entries: tuple[Entry, ...]
    checkouts: frozenset[str]


def is_archive(name: str) -> bool:
    """Whether a file is an archive that can be read, by its name."""
    return ARCHIVE.search(name) is not None


def is_other_archive(name: str) -> bool:
    """Whether a file is an archive of a kind that is not read, by its name."""
    return OTHER_KIND.search(name) is not None and not is_archive(name)


def without_suffix(name: str) -> str:
    """The name of an archive of any kind without what tells the kind."""
    return OTHER_KIND.sub("", ARCHIVE.sub("", name))


def open_archive(file: IO[bytes], limits: ArchiveLimits) -> Archive:
    """Read the directory of an archive; its kind is told by its content.

    file: seekable; to be kept open as long as entries are read.

    Raises:
        ArchiveRefused: it is damaged, unsafe or too large; reading an entry later may
            raise it as well.
    """
    start = file.read(2)
    file.seek(0)
    meter = _Meter(limits.total)
    try:
        if start == b"PK":
            return _zip(file, limits, meter)
        return _tar(file, limits, meter, packed=start == b"\x1f\x8b")
    except BROKEN as error:
        raise ArchiveRefused("archive_unreadable") from error


class _Meter:
    """Counts the bytes that come out of an archive."""

    def __init__(self, most: int) -> None:
        self._left = most

    def count(self, size: int, name: str) -> None:
        self._left -= size
        if self._left < 0:
            raise ArchiveRefused("archive_bomb", name)


class _Guarded(io.RawIOBase):
    """A file of which no single read is large: headers cannot ask for much memory.

    most:    bytes of one read.
    on_read: told the size of every read.
    forward: reading on is the only way to seek, as for what is being inflated.
    last:    what the last read gave.
    """

    def __init__(
        self,
        file: IO[bytes],
        most: int,
        on_read: Callable[[int], None],
        forward: bool = False,
    ) -> None:
        self._file, self._most = file, most
        self._on_read, self._forward = on_read, forward
        self._position = 0
        self.last = b""

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position if self._forward else self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        bounded = size is not None and 0 <= size <= self._most
        content = self._file.read(size if bounded and size is not None else self._most + 1)
        if len(content) > self._most:
            raise ArchiveRefused("archive_entries")
        self._position += len(content)
        self.last = content
        self._on_read(len(content))
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        if not self._forward:
            return self._file.seek(offset, whence)
        if whence != 0 or offset < self._position:
            raise tarfile.StreamError("backwards")
        while self._position < offset:
            if not self.read(min(CHUNK, offset - self._position)):
                break
        return self._position


# Names.


class _Names:
    """The names of an archive as they are met: safe ones, each once."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self._most = limits.entries
        self._count = 0
        self._seen: dict[str, tuple[str, bool]] = {}
        self.checkouts: set[str] = set()

    def take(self, name: str, is_folder: bool) -> str | None:
        """The path to use for a name, or None when it is ignored everywhere."""
        self._count += 1
        if self._count > self._most:
            raise ArchiveRefused("archive_entries", name)
        path = safe_path(name)
        parts = path.split("/") if path else []
        ignored = next((n for n, part in enumerate(parts) if IGNORED.match(part)), None)
        if ignored is not None and parts[ignored] == ".git":
            self.checkouts.add("/".join(parts[:ignored]))
        if ignored is not None or not parts:
            return None
        for depth in range(1, len(parts)):
            self._meet("/".join(parts[:depth]), True)
        self._meet("/".join(parts), is_folder)
        return path

    def _meet(self, path: str, is_folder: bool) -> None:
        """Refuse a path that some system would write over an earlier one."""
        folded = unicodedata.normalize("NFC", path).casefold()
        folded = unicodedata.normalize("NFC", folded)
        earlier = self._seen.get(folded)
        if earlier is not None and (earlier != (path, True) or not is_folder):
            raise ArchiveRefused("archive_collision", path)
        self._seen[folded] = (path, is_folder)


def safe_path(name: str) -> str:
    """A name of an archive as a relative path with `/`; "" for the top itself.

    Backslashes are separators where a name has no other, as Windows programs write it.

    Raises:
        ArchiveRefused: absolute, with a drive, with `..`, too long or too deep.
    """
    path = name.replace("\\", "/") if "/" not in name.rstrip("/") else name
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or "\\" in path or "\0" in path or ".." in parts:
        raise ArchiveRefused("archive_path", name)
    if re.match(r"[A-Za-z]:", path) or any(part.strip() == ".." for part in parts):
        raise ArchiveRefused("archive_path", name)
    if len(path.encode("utf-8", "replace")) > MAX_PATH or len(parts) > MAX_DEPTH:
        raise ArchiveRefused("archive_path", name)
    return "/".join(parts)


# Zip.


def _zip(file: IO[bytes], limits: ArchiveLimits, meter: _Meter) -> Archive:
    most = limits.entries * DIRECTORY_BYTES_PER_ENTRY
    archive = zipfile.ZipFile(cast(IO[bytes], _Guarded(file, most, lambda size: None)))
    _refuse_overlaps(archive)
    names = _Names(limits)
    entries = []
    for info in archive.infolist():
        name = _zip_name(info)
        is_folder = name.endswith(("/", "\\"))
        path = names.take(name, is_folder)
        if path is None:
            continue
        _refuse_special(info, path)
        if not is_folder:
            entries.append(Entry(path, _zip_reader(archive, info, path, meter)))
    return Archive(tuple(entries), frozenset(names.checkouts))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: UTF-8, flagged or not, before cp437."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _refuse_special(info: zipfile.ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise ArchiveRefused("archive_link", path)
    if kind in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        raise ArchiveRefused("archive_special", path)
    if info.flag_bits & 0x1:
        raise ArchiveRefused("archive_encrypted", path)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefused("archive_kind", path)  # others inflate without a bound


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Entries that share compressed bytes make a small file inflate without end."""
    infos = sorted(archive.infolist(), key=lambda one: one.header_offset)
    ends = [info.header_offset for info in infos[1:]] + [archive.start_dir]
    for info, end in zip(infos, ends, strict=True):
        least = LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size
        if info.header_offset + least > end:
            raise ArchiveRefused("archive_bomb", info.filename)


def _zip_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, meter: _Meter
) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        ratio = max(RATIO_FROM, RATIO * info.compress_size)
        if info.file_size > ratio:
            raise ArchiveRefused("archive_bomb", path)
        content = bytearray()
        try:
            with archive.open(info) as file:
                while chunk := file.read(min(CHUNK, most + 1 - len(content))):
                    meter.count(len(chunk), path)
                    content += chunk
                    if len(content) > ratio:
                        raise ArchiveRefused("archive_bomb", path)
        except BROKEN as error:
            raise ArchiveRefused("archive_unreadable", path) from error
        return bytes(content)

    return read


# Tar.


def _tar(file: IO[bytes], limits: ArchiveLimits, meter: _Meter, packed: bool) -> Archive:
    """All of a tar, read once from its start to its end; what may count is kept."""
    name = ""
    inflated = 0
    most = limits.total
    if packed:
        most = max(RATIO_FROM, RATIO * file.seek(0, io.SEEK_END))
        file.seek(0)

    def on_read(size: int) -> None:
        nonlocal inflated
        inflated += size
        meter.count(size, name)
        if inflated > most:
            raise ArchiveRefused("archive_bomb", name)

    inner = cast(IO[bytes], GzipFile(fileobj=file)) if packed else file
    guarded = _Guarded(
        inner, OWN_LIMITS.entries * DIRECTORY_BYTES_PER_ENTRY, on_read, forward=True
    )
    names = _Names(limits)
    entries = []
    with tarfile.open(fileobj=cast(IO[bytes], guarded), mode="r:") as archive:
        for member in archive:
            name = member.name
            path = names.take(name, member.isdir())
            if path is None:
                continue
            _refuse_special_member(member, path)
            if not member.isdir():
                entries.append(Entry(path, _kept(archive, member, path)))
        if guarded.last.strip(b"\0"):  # tarfile ends at a damaged header without a word
            raise ArchiveRefused("archive_unreadable", name)
    return Archive(tuple(entries), frozenset(names.checkouts))


def _refuse_special_member(member: tarfile.TarInfo, path: str) -> None:
    if member.issym() or member.islnk():
        raise ArchiveRefused("archive_link", path)
    if not (member.isreg() or member.isdir()) or member.issparse():
        raise ArchiveRefused("archive_special", path)


def _kept(
    archive: tarfile.TarFile, member: tarfile.TarInfo, path: str
) -> Callable[[int], bytes]:
    """Reads a member now, while the tar stands there; nothing of what never counts."""
    if not WORTH_KEEPING.search(path):
        return lambda most: b""
    cap = OWN_LIMITS.total if is_archive(path) else MAX_NOTEBOOK_BYTES
    wanted = min(member.size, cap + 1)
    file = archive.extractfile(member)
    content = bytearray()
    while file is not None and len(content) < wanted:
        chunk = file.read(min(CHUNK, wanted - len(content)))
        if not chunk:
            raise ArchiveRefused("archive_unreadable", path)
        content += chunk
    return lambda most: bytes(content[: most + 1])
