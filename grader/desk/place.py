"""The private folder in which a desk's server and its clients meet."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import stat
import sys
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from grader import __version__


@dataclass(frozen=True)
class Address:
    """How a server is reached.

    family, where: of `multiprocessing.connection`; a host and a port are `host:port`.
    key:      hex; who does not know it is refused.
    identity: of the program that the server runs.
    """

    family: str
    where: str
    key: str
    pid: int
    identity: str


def folder() -> Path | None:
    """The user's private folder (0700), made if need be; None where there can be none."""
    with warnings.catch_warnings():  # that the system names no such folder
        warnings.simplefilter("ignore")
        path = Path(platformdirs.user_runtime_dir("grader", appauthor=False))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path if _is_private(path) and os.access(path, os.W_OK) else None
    except OSError:
        return None


def _is_private(path: Path) -> bool:
    """Whether it is ours, and nobody else can put another folder in its place."""
    if sys.platform == "win32":  # below the user's own AppData
        return True
    state, above = path.lstat(), path.parent.lstat()
    if state.st_uid != os.getuid() or not stat.S_ISDIR(state.st_mode):
        return False
    path.chmod(0o700)
    others_write = above.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    sticky = above.st_mode & stat.S_ISVTX
    return above.st_uid in (os.getuid(), 0) and (not others_write or bool(sticky))


def name() -> str:
    """What files of this Python's server are called."""
    python = hashlib.sha256(os.fsencode(sys.prefix)).hexdigest()[:8]
    return f"desk-{python}"


@functools.cache
def identity() -> str:
    """Changes with the grader and with what is installed beside it."""
    digest = hashlib.sha256(f"{__version__}\0{sys.version}\0".encode())
    installed = {path for path in sys.path if path.endswith("-packages")}
    for path in sorted(installed):
        with contextlib.suppress(OSError):
            digest.update(f"{path}\0{Path(path).stat().st_mtime_ns}\0".encode())
    package = Path(__file__).resolve().parents[1]
    for place, folders, names in sorted(os.walk(package)):
        folders[:] = [one for one in folders if one != "__pycache__"]
        for one in sorted(names):
            if one.endswith(".py"):
                state = (Path(place) / one).stat()
                told = f"{place}/{one}\0{state.st_mtime_ns}\0{state.st_size}\0"
                digest.update(told.encode())
    return digest.hexdigest()


def write_address(where: Path, address: Address) -> None:
    """Publish an address (0600), whole or not at all. Raises `OSError`."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=where)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(address), file)
    Path(temporary).replace(where / f"{name()}.json")


def read_address(where: Path) -> Address | None:
    """The address that is published, if any."""
    try:
        told = json.loads((where / f"{name()}.json").read_text(encoding="utf-8"))
        return Address(**told)
    except (OSError, ValueError, TypeError):
        return None


def remove_address(where: Path, pid: int) -> None:
    """Take back the address of a server, unless another one has published its own."""
    address = read_address(where)
    if address is not None and address.pid == pid:
        with contextlib.suppress(OSError):
            (where / f"{name()}.json").unlink()
