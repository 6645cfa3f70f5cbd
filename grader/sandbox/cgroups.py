"""Control groups: the kernel counts a whole job's memory and processes (where one may).

Used by the trusted side alone: it makes a group for a job, puts the worker into it before
the worker is told anything, and removes it. Both layouts are known: version 2
(one tree, of which `memory` and `pids` must have been handed on to us, as a unit with
Delegate=yes can do) and version 1 (a tree for each). Source: the kernel's documents
admin-guide/cgroup-v2.rst and admin-guide/cgroup-v1/.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
MAX_PROCESSES = 640
_SHARED = 512 * 1024**2  # pages of the fork server that a worker may make its own
_REMOVAL_SECONDS = 2.0


@dataclass(frozen=True)
class Group:
    """The control group of one job; `folders` are one in version 2, two in version 1."""

    folders: tuple[Path, ...]

    @property
    def examiner(self) -> int:
        """The number of the process that made it."""
        return int(self.folders[0].name.split("-")[1])

    def add(self, pid: int) -> None:
        """Put a process into the group; nothing happens when it has ended.

        Raises:
            OSError: that is refused.
        """
        for folder in self.folders:
            with contextlib.suppress(ProcessLookupError):
                (folder / "cgroup.procs").write_text(str(pid), encoding="ascii")

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel ended a process of the group for its memory."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    words = (folder / name).read_text(encoding="ascii").split()
                    if "oom_kill" in words:
                        return words[words.index("oom_kill") + 1] != "0"
        return False

    def remove(self) -> None:
        """Remove it; its processes have ended, but the kernel may need a moment."""
        deadline = time.monotonic() + _REMOVAL_SECONDS
        for folder in self.folders:
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.005)


def create(memory_bytes: int) -> Group:
    """A new group below that of this process.

    memory_bytes: what a job may use beyond what it shares with the fork server.

    Raises:
        OSError: there are no control groups, or this user may not make one.
    """
    memory = memory_bytes + _SHARED
    name = f"grader-{os.getpid()}-{secrets.token_hex(4)}"
    group = Group(tuple(folder / name for folder in _parents()))
    wanted = {
        "memory.max": memory,
        "memory.swap.max": 0,
        "memory.limit_in_bytes": memory,
        "pids.max": MAX_PROCESSES,
    }
    try:
        for folder in group.folders:
            folder.mkdir()
            for file, value in wanted.items():
                if (folder / file).exists():
                    (folder / file).write_text(str(value), encoding="ascii")
        present = {
            file for folder in group.folders for file in wanted if (folder / file).exists()
        }
        if not {"pids.max"} < present:
            raise OSError("the controllers memory and pids are not handed on to us")
    except OSError:
        group.remove()
        raise
    return group


def left_behind() -> list[Group]:
    """The groups beside which one of this process would be made, whoever made them."""
    try:
        folders = [one for parent in _parents() for one in parent.glob("grader-*-*")]
    except OSError:
        return []
    names = {one.name for one in folders if one.name.split("-")[1].isdigit()}
    return [Group(tuple(one for one in folders if one.name == name)) for name in names]


def _parents() -> list[Path]:
    """Our own group's folder, in each tree that controls memory or processes."""
    found = []
    for line in Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines():
        _, controllers, path = line.split(":", 2)
        for tree in controllers.split(",") if controllers else [""]:
            if tree in ("memory", "pids"):
                found.append(ROOT / tree / path.lstrip("/"))
            elif tree == "" and (ROOT / "cgroup.controllers").exists():
                return [ROOT / path.lstrip("/")]
    if not found:
        raise OSError("no control groups are mounted")
    return found
