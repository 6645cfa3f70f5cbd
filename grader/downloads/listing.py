"""The entries of an archive as they are met: names that strangers chose.

In a student's own archive one unsafe entry refuses the whole. In the archive of a class it
is left out alone, in the folder it lies in: nobody else pays for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from grader.records import LeftOut
from grader.submissions import IGNORED, Entry, shown

MAX_PATH, MAX_DEPTH = 1024, 20


class ArchiveRefused(Exception):
    """An archive is not read. `reason` is a left-out reason; `name` the entry to blame."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason
        self.name = name


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold: entries, and bytes once inflated.

    of_class: an unsafe entry is left out alone; otherwise it refuses the archive.
    """

    entries: int
    total: int
    of_class: bool = False


CLASS_LIMITS = ArchiveLimits(100_000, 8 * 1024**3, of_class=True)
OWN_LIMITS = ArchiveLimits(10_000, 256 * 1024**2)


@dataclass(frozen=True)
class Placed:
    """A file of an archive, called without its folders, and the folders that it lies in."""

    folders: tuple[str, ...]
    entry: Entry


@dataclass(frozen=True)
class Archive:
    """The files of an archive, and the paths of its folders that hold a `.git`.

    Files and folders that are ignored everywhere (`__MACOSX`, hidden ones) are not in it.
    left_out: entries that lie in no folder for certain.
    """

    entries: tuple[Placed, ...]
    checkouts: frozenset[str]
    left_out: tuple[LeftOut, ...] = ()


class Listing:
    """The entries of an archive as they are met, each safe and there once."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self._limits = limits
        self._count = 0
        self._seen: dict[str, tuple[str, bool]] = {}
        self._placed: dict[str, Placed] = {}
        self._checkouts: set[str] = set()
        self._left_out: list[LeftOut] = []

    def take(
        self, name: str, is_folder: bool, problem: str = "", windows: bool = False
    ) -> str | None:
        """The path of a file that may be read; None for anything else.

        problem: why the entry is unsafe whatever its name, a left-out reason, or "".
        windows: written by a program that may separate with backslashes.

        Raises:
            ArchiveRefused: there are too many entries, or one is unsafe in an archive that
                it refuses.
        """
        self._count += 1
        if self._count > self._limits.entries:
            raise ArchiveRefused("archive_entries", name)
        try:
            path = safe_path(name, windows)
            parts = path.split("/") if path else []
            if not parts or self._ignored(parts):
                return None
            self._meet(parts, is_folder)
            if problem:
                raise ArchiveRefused(problem, path)
        except ArchiveRefused as refused:
            if not self._limits.of_class:
                raise
            self._set_aside(refused)
            return None
        return None if is_folder else path

    def add(self, path: str, read: Callable[[int], bytes]) -> None:
        """Keep a file whose path was taken."""
        *folders, name = path.split("/")
        self._placed[path] = Placed(tuple(folders), Entry(name, read))

    def archive(self) -> Archive:
        """All that was met."""
        placed = tuple(self._placed.values())
        return Archive(placed, frozenset(self._checkouts), tuple(self._left_out))

    def _ignored(self, parts: list[str]) -> bool:
        first = next((n for n, part in enumerate(parts) if IGNORED.match(part)), None)
        if first is not None and parts[first] == ".git":
            self._checkouts.add("/".join(parts[:first]))
        return first is not None

    def _meet(self, parts: list[str], is_folder: bool) -> None:
        """Refuse a path that was there before.

        In a student's archive also one that some system would write over an earlier one.
        An archive of a class is never written out, and names in it that differ in case are
        the names of two files, as they are in a folder.
        """
        path = "/".join(parts)
        if not self._limits.of_class:
            for depth in range(1, len(parts)):
                self._meet_folded("/".join(parts[:depth]), True)
            self._meet_folded(path, is_folder)
        elif not is_folder:
            if path in self._seen:
                raise ArchiveRefused("archive_collision", path)
            self._seen[path] = (path, False)

    def _meet_folded(self, path: str, is_folder: bool) -> None:
        folded = unicodedata.normalize("NFC", path).casefold()
        folded = unicodedata.normalize("NFC", folded)
        earlier = self._seen.get(folded)
        if earlier is not None and (earlier != (path, True) or not is_folder):
            raise ArchiveRefused("archive_collision", path)
        self._seen[folded] = (path, is_folder)

    def _set_aside(self, refused: ArchiveRefused) -> None:
        """Leave an entry out in the folder that its path certainly begins with.

        The other one of a collision gives way to it: neither is known to be meant.
        """
        folders, rest = _divided(refused.name)
        if any(IGNORED.match(part) for part in folders):
            return
        if not folders and "/" in rest:
            self._left_out.append(LeftOut(shown(refused.name), refused.reason))
            return
        entry = Entry(rest, _nothing, refused.reason)
        self._placed[refused.name] = Placed(folders, entry)


def safe_path(name: str, windows: bool = False) -> str:
    """A name of an archive as a relative path with `/`; "" for the top itself.

    Backslashes are separators where a Windows program wrote the name and it has no other:
    anywhere else they are part of a name that a student chose.

    Raises:
        ArchiveRefused: absolute, with a drive, with `..`, too long or too deep.
    """
    only_backslashes = windows and "/" not in name.rstrip("/")
    path = name.replace("\\", "/") if only_backslashes else name
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or _has_drive(path) or not all(map(_is_plain, parts)):
        raise ArchiveRefused("archive_path", name)
    if len(path.encode("utf-8", "replace")) > MAX_PATH or len(parts) > MAX_DEPTH:
        raise ArchiveRefused("archive_path", name)
    return "/".join(parts)


def _has_drive(path: str) -> bool:
    return re.match(r"[A-Za-z]:", path) is not None


def _is_plain(part: str) -> bool:
    return "\\" not in part and "\0" not in part and part.strip() != ".."


def _divided(name: str) -> tuple[tuple[str, ...], str]:
    """The folders that an unsafe path begins with for certain, and the rest of it."""
    parts = [part for part in name.split("/") if part != "."]
    folders: list[str] = []
    for part in parts[:-1]:
        too_long = len("/".join([*folders, part]).encode("utf-8", "replace")) > MAX_PATH
        drive = not folders and _has_drive(part)
        if not part or not _is_plain(part) or drive or too_long:
            break
        if len(folders) == MAX_DEPTH - 1:
            break
        folders.append(part)
    return tuple(folders), "/".join(parts[len(folders) :])


def _nothing(most: int) -> bytes:
    return b""
