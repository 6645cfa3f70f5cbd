"""Which layers of confinement work on this machine: each is really tried, in a fork.

Run as a program (`python -m grader.sandbox.layers`) it prints what it found as JSON;
`available` runs that, so that a process with threads never forks.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.sandbox import cgroups, confinement, landlock, namespaces, seccomp

REQUIRED = ("landlock", "seccomp")
NOT_A_SANDBOX = "Linux only; a fresh process with limits is not a sandbox"
OF_FORK_SERVER = ("private_root", "cgroups")  # a spare process does without
_SECONDS = 60


@dataclass(frozen=True)
class Layer:
    """One layer: its name, whether it works here, and if not, why."""

    name: str
    works: bool
    why: str = ""


@cache
def available() -> tuple[Layer, ...]:
    """Every layer, tried on this machine by a program of its own."""
    if sys.platform != "linux":
        return tuple(Layer(name, False, NOT_A_SANDBOX) for name in _PROBES)
    command = [sys.executable, "-s", "-P", "-B", "-m", "grader.sandbox.layers"]
    root = str(Path(__file__).resolve().parents[2])
    try:
        ended = subprocess.run(
            command,
            env={"PYTHONPATH": root, "LANG": "C.UTF-8"},
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        found = json.loads(ended.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return tuple(Layer(name, False, f"the probe failed: {error}") for name in _PROBES)
    return tuple(Layer(name, not why, why) for name, why in found.items())


def working() -> tuple[str, ...]:
    """The names of the layers that work here."""
    return tuple(layer.name for layer in available() if layer.works)


def missing() -> tuple[Layer, ...]:
    """The required layers that do not work here."""
    return tuple(one for one in available() if one.name in REQUIRED and not one.works)


def _tried(probe: Callable[[Path], str]) -> str:
    """Why a probe failed, run in a fork that ends with it; empty when it did not."""
    ours, theirs = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        pid = os.fork()
        if pid == 0:
            try:
                told = probe(Path(folder))
            except BaseException as error:
                told = f"{type(error).__name__}: {error}"
            os.write(theirs, told.encode("utf-8", "replace")[:2000])
            os._exit(0)
        os.close(theirs)
        os.waitpid(pid, 0)
        told = os.read(ours, 4096).decode()
        os.close(ours)
    return told


def _refused(what: str, attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except PermissionError:
        return ""
    except OSError as error:
        return f"{what} ended with {error}, not with a refusal"
    return f"{what} was not refused"


def _landlock(folder: Path) -> str:
    if landlock.version() == 0:
        return "the kernel has no Landlock, or it is not switched on at boot (lsm=)"
    canary = Path(__file__)
    landlock.restrict([], [folder])
    (folder / "allowed").write_bytes(b"x")
    return _refused("reading a file outside", canary.read_bytes)


def _landlock_network(folder: Path) -> str:
    if landlock.version() < 4:
        return f"needs version 4 of Landlock, this kernel has {landlock.version()}"
    landlock.restrict([], [folder])
    with socket.socket() as listener:
        return _refused("listening on TCP", lambda: listener.bind(("127.0.0.1", 0)))


def _landlock_scopes(folder: Path) -> str:
    if landlock.version() < 6:
        return f"needs version 6 of Landlock, this kernel has {landlock.version()}"
    landlock.restrict([], [folder])
    return _refused("a signal to another process", lambda: os.kill(os.getppid(), 0))


def _seccomp(_folder: Path) -> str:
    if not seccomp.supported():
        return f"there is no table of system calls for {platform.machine()}"
    seccomp.restrict("module")
    return (
        _refused("making a socket", socket.socket)
        or _refused("forking", os.fork)
        or _refused("starting a program", lambda: os.execv(sys.executable, ["python"]))
    )


def _namespaces(_folder: Path) -> str:
    before = [os.readlink(f"/proc/self/ns/{name}") for name in _SPACES]
    namespaces.enter_namespaces()
    after = [os.readlink(f"/proc/self/ns/{name}") for name in _SPACES]
    if any(old == new for old, new in zip(before, after, strict=True)):
        return "the name spaces are those of the machine"
    interfaces = [name for _, name in socket.if_nameindex()]
    return "" if interfaces in ([], ["lo"]) else f"there are interfaces: {interfaces}"


def _private_root(folder: Path) -> str:
    ours, theirs = os.pipe()
    pid = namespaces.clone()
    if pid == 0:
        try:
            readable = namespaces.present(confinement.readable())
            namespaces.enter_private_root(readable, folder)
            told = _inside_private_root(folder)
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(theirs, told.encode("utf-8", "replace")[:2000])
        os._exit(0)
    os.close(theirs)
    os.waitpid(pid, 0)
    return os.read(ours, 4096).decode()


def _inside_private_root(folder: Path) -> str:
    (folder / "allowed").write_bytes(b"x")
    processes = [name for name in os.listdir("/proc") if name.isdigit()]
    if os.getpid() != 1 or processes != ["1"]:
        return f"other processes are to be seen: {processes}"
    if os.path.lexists("/home") or os.path.lexists("/etc/passwd"):
        return "the machine's files are to be seen"
    try:
        Path("/intruder").write_bytes(b"x")
    except OSError:
        return ""
    return "the root folder can be written"


def _cgroups(_folder: Path) -> str:
    group = cgroups.create(1024**3)
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    try:
        group.add(pid)
        joined = Path(f"/proc/{pid}/cgroup").read_text(encoding="ascii")
        inside = all(folder.name in joined for folder in group.folders)
        return "" if inside else "a process did not get into the group made for it"
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        group.remove()


_SPACES = ("net", "ipc", "uts")
_PROBES: Mapping[str, Callable[[Path], str]] = {
    "landlock": _landlock,
    "landlock_network": _landlock_network,
    "landlock_scopes": _landlock_scopes,
    "seccomp": _seccomp,
    "namespaces": _namespaces,
    "private_root": _private_root,
    "cgroups": _cgroups,
}


if __name__ == "__main__":
    print(json.dumps({name: _tried(probe) for name, probe in _PROBES.items()}))
