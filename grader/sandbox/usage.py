"""What a worker uses, as the examiner reads it: CPU time, threads, memory.

On Linux from /proc, which takes microseconds and is done at every request; elsewhere psutil
asks the system. A process that has ended has used nothing.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
from typing import Any, Protocol

if sys.platform != "win32":
    import resource


class Meter(Protocol):
    """Reads what one process uses.

    kernel_limits_memory: whether the kernel keeps it within its memory, so that nobody
                          else has to.
    """

    kernel_limits_memory: bool

    def cpu_seconds(self) -> float:
        """User and system time so far."""

    def threads(self) -> int:
        """Threads at this moment."""

    def memory_share(self) -> float:
        """Memory as a share of what it may use; 0 where it is not limited."""


class ProcMeter:
    """Reads /proc; memory is address space, as the kernel limits it. See proc(5)."""

    kernel_limits_memory = True

    def __init__(self, pid: int, memory_bytes: int) -> None:
        self._pid = pid
        self._stat = f"/proc/{pid}/stat"
        self._statm = f"/proc/{pid}/statm"

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = self._fields()
        return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0

    def threads(self) -> int:
        """Threads at this moment."""
        fields = self._fields()
        return int(fields[17]) if fields else 0

    def memory_share(self) -> float:
        """Address space as a share of the process's own limit."""
        limit = self._limit()
        fields = _read(self._statm).split() if limit else []
        return int(fields[0]) * mmap.PAGESIZE / limit if fields else 0.0

    def _fields(self) -> list[bytes]:
        """Those of /proc/PID/stat from the third on."""
        content = _read(self._stat)
        return content[content.rindex(b")") + 2 :].split() if content else []

    def _limit(self) -> int:
        if sys.platform == "linux":
            with contextlib.suppress(OSError, ValueError):
                return max(resource.prlimit(self._pid, resource.RLIMIT_AS)[0], 0)
        return 0


class PsutilMeter:
    """Asks the system through psutil; memory is what is resident beyond the start.

    memory_bytes: what may be resident beyond what is when the meter is made.
    """

    kernel_limits_memory = False

    def __init__(self, pid: int, memory_bytes: int) -> None:
        import psutil

        self._memory_bytes = memory_bytes
        self._error = psutil.Error
        self._process: Any = None
        try:
            self._process = psutil.Process(pid)
            self._first = int(self._process.memory_info().rss)
        except psutil.Error:
            self._process = None

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        times = self._ask("cpu_times")
        return float(times.user + times.system) if times else 0.0

    def threads(self) -> int:
        """Threads at this moment."""
        return int(self._ask("num_threads") or 0)

    def memory_share(self) -> float:
        """Resident memory beyond that of the start as a share of the limit."""
        memory = self._ask("memory_info")
        return (memory.rss - self._first) / self._memory_bytes if memory else 0.0

    def _ask(self, what: str) -> Any:
        try:
            return getattr(self._process, what)() if self._process else None
        except self._error:
            return None


def _read(path: str) -> bytes:
    """A small file, or nothing; without pathlib, since this is done at every request."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
OF_THIS_SYSTEM: type[ProcMeter] | type[PsutilMeter] = (
    ProcMeter if sys.platform == "linux" else PsutilMeter
)
