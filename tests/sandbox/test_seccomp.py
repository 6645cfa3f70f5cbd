"""The table of system calls is that of the kernel's headers, where they are installed."""

import re
from pathlib import Path

import pytest

from grader.sandbox.seccomp import numbers

HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}
RENAMED = {"newfstatat": "fstatat"}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_the_kernels(machine):
    """A wrong number would allow another call than the one that is meant."""
    header = Path(HEADERS[machine])
    if not header.is_file():
        pytest.skip(f"{header} is not here: install linux-libc-dev on x86-64")
    text = header.read_text(encoding="ascii")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    table = numbers(machine)
    assert len(table) > 150
    for name, number in table.items():
        told = known.get(name) or known.get(RENAMED.get(name, ""))
        if told is not None or name != "fchmodat2":
            assert told == str(number), name


def test_no_call_of_another_process_is_on_the_list():
    """What must never be allowed is not even named."""
    forbidden = {"execve", "execveat", "fork", "vfork", "ptrace", "unshare", "setns", "bpf"}
    forbidden |= {"process_vm_readv", "process_vm_writev", "pidfd_getfd", "io_uring_setup"}
    forbidden |= {"mount", "chroot", "pivot_root", "keyctl", "memfd_create", "userfaultfd"}
    forbidden |= {"open_by_handle_at", "perf_event_open", "capset", "setuid", "shmget"}
    for machine in HEADERS:
        assert not forbidden & set(numbers(machine))
