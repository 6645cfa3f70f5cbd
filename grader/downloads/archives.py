"""Reads zip and tar archives that strangers made, and writes nothing to disk.

What a header says is believed only where it makes things stricter: sizes are counted while
inflating, and each file is read with a cap of its own.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from gzip import GzipFile
from typing import IO, cast

from grader.downloads.listing import (
    OWN_LIMITS,
    Archive,
    ArchiveLimits,
    ArchiveRefused,
    Listing,
)
from grader.submissions import MAX_NOTEBOOK_BYTES

ARCHIVE = re.compile(r"\.(zip|tar|tar\.gz|tgz)$", re.IGNORECASE)
OTHER_KIND = re.compile(r"\.(rar|7z|tar\.(bz2|xz|zst)|tbz2?|txz|gz|bz2|xz)$", re.IGNORECASE)
WORTH_KEEPING = re.compile(r"\.(py|ipynb|yml|txt|zip|tar|gz|tgz)$", re.IGNORECASE)
DIRECTORY_BYTES_PER_ENTRY = 400
LOCAL_HEADER_BYTES = 30
WRITTEN_ON_WINDOWS = 0
"""`create_system` of programs that may separate with backslashes, as unzip has it."""
CHUNK = 64 * 1024
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, ValueError, OverflowError),
)


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


# Zip.


def _zip(file: IO[bytes], limits: ArchiveLimits, meter: _Meter) -> Archive:
    most = limits.entries * DIRECTORY_BYTES_PER_ENTRY
    archive = zipfile.ZipFile(cast(IO[bytes], _Guarded(file, most, lambda size: None)))
    _refuse_overlaps(archive)
    listing = Listing(limits)
    for info in archive.infolist():
        name, windows = _zip_name(info), info.create_system == WRITTEN_ON_WINDOWS
        is_folder = name.endswith(("/", "\\") if windows else "/")
        path = listing.take(name, is_folder, _zip_problem(info), windows)
        if path is not None:
            listing.add(path, _zip_reader(archive, info, path, meter))
    return listing.archive()


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: UTF-8, flagged or not, before cp437."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _zip_problem(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "archive_link"
    if kind in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        return "archive_special"
    return ""


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
    """Reads an entry when it is asked for; how it is packed is its maker's choice."""

    def read(most: int) -> bytes:
        if info.flag_bits & 0x1:
            raise ArchiveRefused("archive_encrypted", path)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveRefused("archive_kind", path)  # others inflate without a bound
        content = bytearray()
        try:
            with archive.open(info) as file:
                while chunk := file.read(min(CHUNK, most + 1 - len(content))):
                    meter.count(len(chunk), path)
                    content += chunk
        except BROKEN as error:
            raise ArchiveRefused("archive_unreadable", path) from error
        return bytes(content)

    return read


# Tar.


def _tar(file: IO[bytes], limits: ArchiveLimits, meter: _Meter, packed: bool) -> Archive:
    """All of a tar, read once from its start to its end; what may count is kept."""
    name = ""

    def on_read(size: int) -> None:
        meter.count(size, name)

    inner = cast(IO[bytes], GzipFile(fileobj=file)) if packed else file
    guarded = _Guarded(
        inner, OWN_LIMITS.entries * DIRECTORY_BYTES_PER_ENTRY, on_read, forward=True
    )
    listing = Listing(limits)
    with _tar_at(cast(IO[bytes], guarded)) as archive:
        for member in archive:
            name = member.name
            path = listing.take(name, member.isdir(), _tar_problem(member))
            if path is not None:
                listing.add(path, _kept(archive, member, path))
        if guarded.last.strip(b"\0"):  # tarfile ends at a damaged header without a word
            raise ArchiveRefused("archive_unreadable", name)
    return listing.archive()


def _tar_at(file: IO[bytes]) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=file, mode="r:")
    except tarfile.ReadError as error:
        raise ArchiveRefused("archive_none") from error


def _tar_problem(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "archive_link"
    if not (member.isreg() or member.isdir()) or member.issparse():
        return "archive_special"
    return ""


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
