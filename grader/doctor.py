"""What this machine has and lacks for grading, tried and not guessed."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import UsageError
from grader.sandbox.layers import REQUIRED, available

LEFT_OPEN = {
    "landlock": "student code can read your files and write where you can",
    "landlock_network": "only seccomp keeps student code off the network",
    "landlock_scopes": "only seccomp keeps signals from other processes",
    "seccomp": "student code can start programs and open connections",
    "namespaces": "only seccomp and Landlock keep student code off the network",
    "private_root": "student code can see names and sizes of files, not what is in them, "
    "and the numbers of processes",
    "cgroups": "memory and threads of a job are limited by its address space and watched "
    "by the examiner, not counted by the kernel",
}
_NAMESPACES = (
    "Ubuntu 24.04 and later restrict name spaces by AppArmor "
    "(kernel.apparmor_restrict_unprivileged_userns), Docker by its default seccomp "
    "profile; allow them there, or do without."
)
ADVICE = {
    "landlock": "Use Linux 5.13 or later with Landlock on (see /sys/kernel/security/lsm; "
    "the boot parameter lsm= must name it). In a container the host's kernel counts.",
    "landlock_network": "Use Linux 6.7 or later.",
    "landlock_scopes": "Use Linux 6.12 or later.",
    "seccomp": "Use a kernel with seccomp filters on x86-64 or aarch64; a container "
    "must allow the seccomp system call (Docker's default profile does).",
    "namespaces": _NAMESPACES,
    "private_root": f"Linux 5.12 or later. {_NAMESPACES}",
    "cgroups": "Run as root, or, with systemd and control groups of version 2, in a unit "
    "to which memory and pids are handed on (Delegate=yes); in a container a writable "
    "/sys/fs/cgroup. Or do without.",
}


@dataclass(frozen=True)
class Row:
    """One thing that was tried.

    required: whether `grade` refuses to start without it.
    detail:   a version, or why it does not work and what that leaves open.
    advice:   what to do, where something is missing.
    """

    name: str
    ok: bool
    required: bool
    detail: str
    advice: str = ""


def examine() -> list[Row]:
    """Everything, in the order of importance."""
    return [_python(), _tensorflow(), _mnist(), *_layers()]


def _python() -> Row:
    told = f"{platform.python_version()} on {platform.system()} {platform.release()}"
    return Row(
        "Python", sys.version_info >= (3, 11), True, told, "Use Python 3.11 or later."
    )


def _tensorflow() -> Row:
    for name in ("tensorflow", "tensorflow-cpu"):
        try:
            return Row("TensorFlow", True, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            continue
    return Row("TensorFlow", False, True, "not installed", "pip install 'grader[cpu]'")


def _mnist() -> Row:
    from grader.datasets import mnist_path

    try:
        return Row("MNIST", True, True, str(mnist_path()))
    except UsageError as error:
        return Row("MNIST", False, True, str(error), "Install grader again.")


def _layers() -> Iterator[Row]:
    for layer in available():
        required = layer.name in REQUIRED
        if layer.works:
            yield Row(layer.name, True, required, "works")
        else:
            told = f"{layer.why}; {LEFT_OPEN[layer.name]}"
            yield Row(layer.name, False, required, told, ADVICE[layer.name])
