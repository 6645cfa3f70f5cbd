"""What one worker has for itself: a scratch folder, a control group where possible.

What student code puts there is counted and removed here; what examiners that were killed
have left behind is swept up.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import cgroups
from grader.sandbox.cgroups import Group

MAX_FILES = 20_000
MAX_FOLDERS_DEEP = 100
MAX_NAMELESS_MAPPINGS = 8
STALE_SECONDS = 3600.0
_BLOCK = 512


@dataclass(frozen=True)
class Place:
    """What one worker has for itself: a scratch folder, a control group where possible."""

    folder: Path
    group: Group | None = None

    def used_bytes(self, pid: int) -> float:
        """Bytes on disk, those in files without a name that its process has included.

        Infinity for too many files, or too deep ones.
        """
        return _used_below(self.folder) + _used_without_name(pid)

    def remove(self) -> None:
        """Remove both; no process of the job is left."""
        _remove(self.folder)
        if self.group:
            self.group.remove()


def new_folder() -> Path:
    """A private scratch folder for one worker, called after the examiner's process."""
    return Path(tempfile.mkdtemp(prefix=f"job-{os.getpid()}-"))


def sweep() -> None:
    """Remove what examiners have left behind that were killed: scratch folders, groups.

    A folder has to be older than any job, since the process that a number names may be one
    of another container.
    """
    now = time.time()
    for folder in Path(tempfile.gettempdir()).glob("job-*-*"):
        with contextlib.suppress(OSError, ValueError):
            state = folder.lstat()
            ours = _is_ours(state) and stat.S_ISDIR(state.st_mode)
            old = now - state.st_mtime > STALE_SECONDS
            if ours and old and not _is_running(int(folder.name.split("-")[1])):
                _remove(folder)
    for group in cgroups.left_behind():
        if not _is_running(group.examiner):
            group.remove()


def _used_below(folder: Path) -> float:
    """Bytes on disk in a folder; infinity for too many files, or too deep ones."""
    files = size = 0
    waiting = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    files += 1
                    with contextlib.suppress(FileNotFoundError):
                        size += _size(entry.stat(follow_symlinks=False))
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
                    if files > MAX_FILES:
                        break
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:  # a path that is too long, a folder that cannot be listed
            return math.inf
        if files > MAX_FILES or depth > MAX_FOLDERS_DEEP:
            return math.inf
    return size


def _size(state: os.stat_result) -> int:
    """Bytes on disk of a file; its length where the system does not count blocks."""
    blocks: int | None = getattr(state, "st_blocks", None)
    return state.st_size if blocks is None else blocks * _BLOCK


def _used_without_name(pid: int) -> float:
    """Bytes on disk in files that a process has open, or mapped, and that have no name.

    Of a mapped one only the mapping's length is known: few are allowed. Nothing where there
    is no /proc; on Windows such files cannot be.
    """
    size, seen = 0, set()
    with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                state = entry.stat()
                if stat.S_ISREG(state.st_mode) and not state.st_nlink:
                    seen.add(state.st_ino)
                    size += _size(state)
    mapped = set()
    with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", errors="replace") as maps:
        for line in maps:
            if line.endswith("(deleted)\n") and "/job-" in line:
                fields = line.split(maxsplit=5)
                first, last = (int(one, 16) for one in fields[0].split("-"))
                mapped.add(fields[4])
                size += 0 if int(fields[4]) in seen else last - first
    return math.inf if len(mapped) > MAX_NAMELESS_MAPPINGS else size


def _remove(folder: Path) -> None:
    """Remove a folder, however deep; Python's own way recurses."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        with contextlib.suppress(OSError):
            subprocess.run(["rm", "-rf", "--", str(folder)], check=False)


def _is_ours(state: os.stat_result) -> bool:
    """Whether a file is this user's; on Windows the folder of temporary files is."""
    user = getattr(os, "getuid", None)
    return user is None or state.st_uid == user()


def _is_running(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))
