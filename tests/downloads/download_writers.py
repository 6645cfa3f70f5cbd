"""Small writers of downloads and of archives, good and bad."""

import io
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

from grader.downloads import open_download

DOUBLE = "def double(x):\n    return 2 * x\n"


def as_folder(path: Path, files: dict[str, str | bytes]) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        target = path / name
        if name.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_data(content))
    return path


def zipped(files: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, _data(content))
    return file.getvalue()


def tarred(files: dict[str, str | bytes], mode: str = "w:gz") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(_data(content))
            archive.addfile(member, io.BytesIO(_data(content)))
    return file.getvalue()


def as_zip(path: Path, files: dict[str, str | bytes]) -> Path:
    target = path.with_name(f"{path.name}.zip")
    target.write_bytes(zipped(files))
    return target


def as_tar_gz(path: Path, files: dict[str, str | bytes]) -> Path:
    target = path.with_name(f"{path.name}.tar.gz")
    target.write_bytes(tarred(files))
    return target


def as_tar(path: Path, files: dict[str, str | bytes]) -> Path:
    target = path.with_name(f"{path.name}.tar")
    target.write_bytes(tarred(files, "w"))
    return target


def zipped_with(*infos: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """A zip of entries whose headers were made by hand."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in infos:
            archive.writestr(info, content, info.compress_type)
    return file.getvalue()


def info(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    made.create_system = 3
    return made


def unflagged(content: bytes) -> bytes:
    """A zip as old programs write it: names in UTF-8 without saying so."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = changed.find(mark)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags & ~0x800)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def encrypted(content: bytes) -> bytes:
    """A zip whose directory says that the first entry needs a password."""
    changed = bytearray(content)
    at = changed.find(b"PK\1\2")
    changed[at + 8] |= 1
    return bytes(changed)


def overlapping(name: str = "double.py", count: int = 50) -> bytes:
    """A zip whose directory names the same compressed bytes many times."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"#" * 100_000)
        (first,) = archive.filelist
        for number in range(count):
            copy = zipfile.ZipInfo(f"{number}{name}")
            for field in ("header_offset", "compress_size", "file_size", "CRC"):
                setattr(copy, field, getattr(first, field))
            copy.compress_type = zipfile.ZIP_DEFLATED
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return file.getvalue()


def by_key(path: Path, course, **options):
    """The attempts of a download by student's key; the last one of each."""
    return {one.student.key: one for one in open_download(path, course, **options).attempts}


def contents(attempt) -> dict[str, str]:
    """What counts in an attempt: the text of each step."""
    return {one.step: one.content.decode() for one in attempt.submission.files}


def _data(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
