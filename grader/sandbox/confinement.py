"""What a worker gives up before student code is loaded. Runs in the worker itself.

The order is that of the design: session, descriptors and private root (by the server),
name spaces, limits, Landlock, and seccomp last.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import landlock, namespaces, seccomp

_PR_SET_PDEATHSIG = 1
_KILL_LATER = 5  # seconds from SIGXCPU, which code may ignore, to SIGKILL
MAX_THREADS = 512
_OPEN_FILES = 256
_REFUSALS = () if sys.platform == "linux" else (OSError, ValueError)
_WINDOWS_HOMES = ("USERPROFILE", "TEMP", "TMP") if sys.platform == "win32" else ()
_WRITABLE = [Path("/dev/null")]
_READABLE = [
    Path(name)
    for name in [
        "/usr",
        "/lib",
        "/lib32",
        "/lib64",
        "/bin",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/mime.types",
        "/dev/null",
        "/dev/zero",
        "/dev/random",
        "/dev/urandom",
        "/proc/self",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
        "/proc/version",
        "/proc/filesystems",
        "/proc/loadavg",
        "/sys/devices/system",
    ]
]


@dataclass(frozen=True)
class Confinement:
    """What one worker may use.

    memory_bytes: address space beyond what the process already has.
    cpu_seconds:  backstop on CPU time; the examiner's own watch is tighter.
    file_bytes:   largest file it may write.
    folder:       its private scratch folder, the only place where it may write.
    layers:       which layers of the kernel's to apply; see `grader.sandbox.layers`.
    readable:     files and folders that it may read.
    profile:      what it may do with sockets; see `grader.sandbox.seccomp`.
    """

    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    folder: Path
    layers: Sequence[str] = ()
    readable: Sequence[Path] = ()
    profile: seccomp.Profile = "module"


def _address_space() -> int:
    """Bytes of address space of this process (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * mmap.PAGESIZE


def enter(limits: Confinement) -> tuple[str, ...]:
    """Apply every layer to this process; the names of those that are now active.

    Raises:
        OSError: a layer of `limits.layers` was refused.
        RuntimeError: other threads exist, which Landlock would not reach.
    """
    _move_into(limits.folder)
    layers = ["scratch_folder"]
    private = "private_root" in limits.layers  # the server has seen to that
    if "namespaces" in limits.layers and not private:
        namespaces.enter_namespaces()
    if sys.platform == "linux":
        die_with_parent()
        layers.append("parent_death_signal")
    if _set_limits(limits):
        layers.append("rlimits")
    if "landlock" in limits.layers:
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError("there are other threads already")
        links = limits.profile != "notebook"  # the driver connects to what lies there
        landlock.restrict(limits.readable, [limits.folder, *_WRITABLE], links)
        drop_capabilities()
    if "seccomp" in limits.layers:
        seccomp.restrict(limits.profile)
    return (*layers, *limits.layers)


def _move_into(folder: Path) -> None:
    """Have the working directory, home and temporary files in the scratch folder."""
    os.chdir(folder)
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", *_WINDOWS_HOMES):
        os.environ[name] = str(folder)
    tempfile.tempdir = str(folder)  # the server's imports have cached another


def die_with_parent() -> None:
    """Have the kernel end this process when the one that forked it ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up what root may do beyond its own files; nothing for anybody else.

    Source: capset(2), _LINUX_CAPABILITY_VERSION_3.
    """
    number = {"x86_64": 126, "aarch64": 91}.get(platform.machine())
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if number is None or ctypes.CDLL(None).syscall(number, header, nothing):
        raise OSError("capabilities could not be dropped")


def readable() -> tuple[Path, ...]:
    """What every worker may read: the system's libraries, Python and its packages.

    Not what `sys.path` holds besides, such as the folder of a project that is installed
    for editing: its solutions lie there.
    """
    packages = (Path(path) for path in sysconfig.get_paths().values())
    return (*_READABLE, Path(sys.prefix), Path(sys.base_prefix), *packages)


if sys.platform == "win32":

    def _set_limits(limits: Confinement) -> bool:
        return False

else:
    import resource

    def _set_limits(limits: Confinement) -> bool:
        """Set the limits of the kernel's; whether they hold.

        Address space is limited on Linux alone: macOS refuses that, or takes no notice.

        Raises:
            OSError, ValueError: Linux refused one.
        """
        try:
            for kind, *bounds in _limits(limits):
                _limit(kind, *bounds)
        except _REFUSALS:
            return False
        return True

    def _limits(limits: Confinement) -> Iterator[tuple[int, int, int]]:
        """Each with its bound, and the one that ends the process where that differs."""
        if sys.platform == "linux":
            memory = _address_space() + limits.memory_bytes
            yield resource.RLIMIT_AS, memory, memory
        cpu = limits.cpu_seconds
        yield resource.RLIMIT_CPU, cpu, cpu + _KILL_LATER
        yield resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes
        yield resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES
        yield resource.RLIMIT_CORE, 0, 0
        if "namespaces" in limits.layers and os.geteuid():
            # counted by user name space
            yield resource.RLIMIT_NPROC, MAX_THREADS, MAX_THREADS

    def _limit(kind: int, wanted: int, last: int) -> None:
        _, hard = resource.getrlimit(kind)
        bounds = [
            one if hard == resource.RLIM_INFINITY else min(one, hard)
            for one in (wanted, last)
        ]
        resource.setrlimit(kind, (bounds[0], bounds[1]))
