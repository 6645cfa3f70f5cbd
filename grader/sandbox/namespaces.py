"""Name spaces of a worker's own: network, processes, and a root folder with little in it.

Two layers. *namespaces*: a network without interfaces, own System V objects, an own name
of the machine; a worker enters them by itself. *private_root*: besides, an own numbering of
processes and an own root folder made of read-only bind mounts, with a /proc, a /tmp and a
/dev/shm of its own; see `grader.sandbox.supervisor` for how a job comes by them.

Needs no rights: who is not root makes a user name space for it, in which the user keeps
the id. Source: clone(2), unshare(2), user_namespaces(7), pid_namespaces(7), pivot_root(2),
mount_setattr(2); the numbers are the same on x86-64 and aarch64 but for those of `_CALLS`.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Iterable
from pathlib import Path

_NEW_MOUNTS, _NEW_UTS, _NEW_IPC, _NEW_USER, NEW_PROCESSES, _NEW_NETWORK = (
    *(0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000),
)
_APART = _NEW_NETWORK | _NEW_IPC | _NEW_UTS
ALL_OTHERS = _APART | _NEW_MOUNTS
_CALLS = {
    "x86_64": {"clone": 56, "pivot_root": 155},
    "aarch64": {"clone": 220, "pivot_root": 41},
}
_MOUNT_SETATTR = 442
_RECURSIVE = 0x8000
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_EXEC = 1, 2, 4, 8
_BIND, _BELOW_TOO, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_EMPTY = ("tmp", "dev/shm")
_SMALL = b"size=16m,nr_inodes=1k,mode=1777"


def enter_namespaces() -> None:
    """A network without interfaces, own System V objects and an own name of the machine.

    Root stays in the user name space of the machine and drops its capabilities later.

    Raises:
        OSError: the kernel, or a security module, does not allow it.
    """
    if os.geteuid():
        enter_user_namespace(_APART)
    else:
        _require(_libc().unshare(_APART), "unshare")


def enter_user_namespace(others: int = 0) -> None:
    """A user name space, in which the user keeps the id and may make others.

    Raises:
        OSError: the kernel, or a security module, does not allow it.
    """
    user, group = os.geteuid(), os.getegid()
    _require(_libc().unshare(_NEW_USER | others), "unshare")
    _map_ids(user, group)


def clone() -> int:
    """Fork into new name spaces of all kinds, where the child is process 1.

    What `os.fork` is, but for the name spaces; to be called by a process with one thread.

    Raises:
        OSError: the kernel, or a security module, does not allow it.
    """
    user, group = os.geteuid(), os.getegid()
    flags = _APART | _NEW_MOUNTS | NEW_PROCESSES | (_NEW_USER if user else 0)
    number = _calls()["clone"]
    ctypes.set_errno(0)
    ctypes.pythonapi.PyOS_BeforeFork()
    libc = ctypes.PyDLL(None, use_errno=True)  # holds the interpreter's lock meanwhile
    pid = int(libc.syscall(number, flags | signal.SIGCHLD, 0, 0, 0, 0))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        if user:
            _map_ids(user, group)
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
        _require(pid, "clone")
    return pid


def _map_ids(user: int, group: int) -> None:
    Path("/proc/self/setgroups").write_bytes(b"deny")
    Path("/proc/self/uid_map").write_bytes(b"%d %d 1" % (user, user))
    Path("/proc/self/gid_map").write_bytes(b"%d %d 1" % (group, group))


def enter_private_root(readable: Iterable[Path], folder: Path) -> None:
    """Change to a root folder that holds some paths, read-only, and a scratch folder.

    readable: paths that exist, none within another or below /proc; see `present`. They
              keep their names.

    Raises:
        OSError: the kernel, or a security module, does not allow it.
    """
    scratch = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    _mount(None, Path("/"), None, _BELOW_TOO | _PRIVATE)
    root = folder  # any folder will do to mount the new root on; this one is ours
    _mount(b"tmpfs", root, b"tmpfs", _NO_SETUID, b"size=1m,mode=0755")
    for name in _EMPTY:
        (root / name).mkdir(parents=True)
        _mount(b"tmpfs", root / name, b"tmpfs", _NO_SETUID, _SMALL)
    opened = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in readable}
    devices = [path for path in opened if path.parts[1] == "dev"]
    for path in opened.keys() - devices:
        _bind(opened[path], path, root)
    (root / "proc").mkdir()
    _set_attributes(root, _READ_ONLY | _NO_SETUID | _NO_DEVICES)
    for place in (root, *(root / name for name in _EMPTY)):
        _set_attributes(place, clear=_READ_ONLY, recursive=False)
    for path in devices:
        _bind(opened[path], path, root)
    _bind(scratch, folder, root, _BIND)  # not what was mounted on it meanwhile
    _set_attributes(root / folder.relative_to("/"), _NO_SETUID | _NO_DEVICES)
    _mount(b"proc", root / "proc", b"proc", _NO_SETUID | _NO_DEVICES | _NO_EXEC)
    _set_attributes(root, _READ_ONLY, recursive=False)
    for descriptor in (scratch, *opened.values()):
        os.close(descriptor)
    os.chdir(root)
    _require(_libc().syscall(_calls()["pivot_root"], b".", b"."), "pivot_root")
    _require(_libc().umount2(b".", _DETACH), "umount")
    os.chdir(folder)


def present(paths: Iterable[Path]) -> list[Path]:
    """Those of some paths that exist, in order, none within another one or below /proc."""
    found: list[Path] = []
    for path in sorted(set(paths)):
        within = any(one == path or one in path.parents for one in (Path("/proc"), *found))
        if not within and path.exists():
            found.append(path)
    return found


def join(process: int, kinds: int) -> None:
    """Enter name spaces of another process.

    process: a descriptor of it (pidfd).
    kinds:   `NEW_PROCESSES`, which holds for the children forked later, or `ALL_OTHERS`.

    Raises:
        OSError: it has ended, or this process may not.
    """
    user = _NEW_USER if kinds == ALL_OTHERS and os.geteuid() else 0
    _require(_libc().setns(process, kinds | user), "setns")


def _bind(opened: int, path: Path, root: Path, flags: int = _BIND | _BELOW_TOO) -> None:
    """Make what is open appear at a path below a new root; a link as what it leads to."""
    target = root / path.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(b"/proc/self/fd/%d" % opened, target, None, flags)


def _mount(
    source: bytes | None, target: Path, kind: bytes | None, flags: int, data: bytes = b""
) -> None:
    result = _libc().mount(source, os.fsencode(target), kind, flags, data or None)
    _require(result, f"mount {target}")


def _set_attributes(
    path: Path, wanted: int = 0, clear: int = 0, recursive: bool = True
) -> None:
    """Flags of a mount, and of those below it: struct mount_attr of four 64-bit numbers."""
    attributes = (ctypes.c_uint64 * 4)(wanted, clear, 0, 0)
    result = _libc().syscall(
        *(_MOUNT_SETATTR, -100, os.fsencode(path), _RECURSIVE if recursive else 0),
        *(attributes, ctypes.sizeof(attributes)),
    )
    _require(result, f"mount_setattr {path}")


def _calls() -> dict[str, int]:
    try:
        return _CALLS[platform.machine()]
    except KeyError:
        raise OSError(f"no numbers of system calls for {platform.machine()}") from None


def _require(result: int, what: str) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
