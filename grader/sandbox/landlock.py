"""Landlock: a process gives up, for good, what it does not need of files and network.

The packages that exist (landlock, py-landlock, landlockpy) are young and none had scopes
when this was written; three system calls and two structures are all there is to it.
Source: Documentation/userspace-api/landlock.rst of the kernel; the numbers are those of
include/uapi/linux/landlock.h and the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _RULE_PATH_BENEATH = 1, 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_SYM = 1 << 12
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_LAST_FS_RIGHT = {1: 12, 2: 13, 3: 14, 4: 14}
_LATEST_FS_RIGHT = 15
_NET_RIGHTS, _NET_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6

_READ = _READ_FILE | _READ_DIR


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that the kernel offers; 0 when there is none."""
    found = _libc().syscall(_CREATE, None, 0, _VERSION_FLAG)
    return max(0, int(found))


def restrict(
    readable: Iterable[Path], writable: Iterable[Path], links: bool = True
) -> None:
    """Allow this process to read below some paths, to do anything below others, no more.

    links: whether it may make symbolic links there.

    TCP, abstract sockets of others and signals to others are refused as well where the
    kernel can (versions 4 and 6). Paths that do not exist are passed over. Nothing of
    this can be undone; it holds for what the process starts later.

    Raises:
        OSError: the kernel has no Landlock, or refused.
    """
    abi = version()
    refused = _EXECUTE if links else _EXECUTE | _MAKE_SYM
    rights = (1 << (_LAST_FS_RIGHT.get(abi, _LATEST_FS_RIGHT) + 1)) - 1
    ruleset = _Ruleset(
        rights,
        _NET_RIGHTS if abi >= _NET_SINCE else 0,
        _SCOPES if abi >= _SCOPES_SINCE else 0,
    )
    descriptor = _checked(_CREATE, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    try:
        for paths, wanted in ((readable, _READ), (writable, rights & ~refused)):
            for path in paths:
                _allow(descriptor, path, wanted & rights)
        if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise _last_error()
        _checked(_RESTRICT_SELF, descriptor, 0)
    finally:
        os.close(descriptor)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _FILE_RIGHTS
        rule = _PathBeneath(allowed, opened)
        _checked(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(opened)


def _checked(number: int, *arguments: object) -> int:
    result = _libc().syscall(number, *arguments)
    if result < 0:
        raise _last_error()
    return int(result)


def _last_error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, f"Landlock: {os.strerror(code)}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
