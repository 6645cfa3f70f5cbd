"""What a worker gives up before student code is loaded. Runs in the worker itself.

The order is that of the design: session, descriptors, limits, then (another layer at
a time) name spaces, Landlock and seccomp go into `enter`, in this file.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Confinement:
    """What one worker may use.

    memory_bytes: address space beyond what the process already has.
    cpu_seconds:  backstop on CPU time; the examiner's own watch is tighter.
    file_bytes:   largest file it may write.
    folder:       its private scratch folder.
    """

    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    folder: Path


def address_space() -> int:
    """Bytes of address space of this process; 0 where /proc does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def enter(limits: Confinement) -> tuple[str, ...]:
    """Apply every layer to this process; the names of those that are now active."""
    layers = ["scratch_folder"]
    os.chdir(limits.folder)
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR"):
        os.environ[name] = str(limits.folder)
    tempfile.tempdir = str(limits.folder)  # the server's imports have cached another
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        layers.append("parent_death_signal")
        _limit(resource.RLIMIT_AS, address_space() + limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    _limit(resource.RLIMIT_NOFILE, 256)
    _limit(resource.RLIMIT_CORE, 0)
    layers.append("rlimits")
    return tuple(layers)


def _limit(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (bound, bound))
