"""Seccomp: the system calls that student code may make, as a filter in the kernel.

An allow-list. Whatever is not on it answers EPERM, so that a library which tries
something unusual gets an error and not a signal; `clone3` answers ENOSYS, because C
libraries then fall back to `clone`, whose flags a filter can see. No program can be
started, no process forked, no socket made, no other process touched, no limit raised;
threads are fine. No descriptor can be sent to wait in a queue, and no thread has a table of
its own, so that files without a name are found in the one table that there is.

Changes of a file's mode, owner and times, which Landlock does not see, are answered with
success and not made: `shutil.copy` goes on, and nobody's files change. So is a change of
scheduling, without which ZeroMQ ends the process.

libseccomp's bindings (pyseccomp) need a C library that laptops lack and take 12 ms a job;
a filter of this form needs neither. Source: seccomp(2) and linux/filter.h; the numbers
are those of the kernel's tables for x86-64 and for the generic table (aarch64).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from functools import cache
from typing import Literal

Profile = Literal["module", "notebook", "driver"]
"""What a process may do with AF_UNIX stream sockets: nothing; answer, in a folder where
Landlock lets it make one; and call, which only the driver may, that runs nobody's code."""

_CALLS = """
    read                        0    63
    write                       1    64
    open                        2     -
    close                       3    57
    stat                        4     -
    fstat                       5    80
    lstat                       6     -
    poll                        7     -
    lseek                       8    62
    mmap                        9   222
    mprotect                   10   226
    munmap                     11   215
    brk                        12   214
    rt_sigaction               13   134
    rt_sigprocmask             14   135
    rt_sigreturn               15   139
    ioctl                      16    29
    pread64                    17    67
    pwrite64                   18    68
    readv                      19    65
    writev                     20    66
    access                     21     -
    pipe                       22     -
    select                     23     -
    sched_yield                24   124
    mremap                     25   216
    msync                      26   227
    mincore                    27   232
    madvise                    28   233
    dup                        32    23
    dup2                       33     -
    pause                      34     -
    nanosleep                  35   101
    getitimer                  36   102
    alarm                      37     -
    setitimer                  38   103
    getpid                     39   172
    sendfile                   40    71
    sendto                     44   206
    recvfrom                   45   207
    recvmsg                    47   212
    shutdown                   48   210
    getsockname                51   204
    getpeername                52   205
    setsockopt                 54   208
    getsockopt                 55   209
    exit                       60    93
    wait4                      61   260
    uname                      63   160
    fcntl                      72    25
    flock                      73    32
    fsync                      74    82
    fdatasync                  75    83
    truncate                   76    45
    ftruncate                  77    46
    getdents                   78     -
    getcwd                     79    17
    chdir                      80    49
    fchdir                     81    50
    rename                     82     -
    mkdir                      83     -
    rmdir                      84     -
    creat                      85     -
    link                       86     -
    unlink                     87     -
    symlink                    88     -
    readlink                   89     -
    chmod                      90     -
    fchmod                     91    52
    umask                      95   166
    gettimeofday               96   169
    getrlimit                  97   163
    getrusage                  98   165
    sysinfo                    99   179
    times                     100   153
    getuid                    102   174
    getgid                    104   176
    geteuid                   107   175
    getegid                   108   177
    getppid                   110   173
    getpgrp                   111     -
    setsid                    112   157
    getgroups                 115   158
    getresuid                 118   148
    getresgid                 120   150
    getpgid                   121   155
    getsid                    124   156
    capget                    125    90
    rt_sigpending             127   136
    rt_sigtimedwait           128   137
    rt_sigsuspend             130   133
    sigaltstack               131   132
    utime                     132     -
    statfs                    137    43
    fstatfs                   138    44
    getpriority               140   141
    setpriority               141   140
    sched_getparam            143   121
    sched_getscheduler        145   120
    sched_get_priority_max    146   125
    sched_get_priority_min    147   126
    mlock                     149   228
    munlock                   150   229
    arch_prctl                158     -
    setrlimit                 160   164
    gettid                    186   178
    readahead                 187   213
    getxattr                  191     8
    lgetxattr                 192     9
    fgetxattr                 193    10
    listxattr                 194    11
    llistxattr                195    12
    flistxattr                196    13
    time                      201     -
    futex                     202    98
    sched_setaffinity         203   122
    sched_getaffinity         204   123
    epoll_create              213     -
    getdents64                217    61
    set_tid_address           218    96
    restart_syscall           219   128
    fadvise64                 221   223
    clock_gettime             228   113
    clock_getres              229   114
    clock_nanosleep           230   115
    exit_group                231    94
    epoll_wait                232     -
    epoll_ctl                 233    21
    utimes                    235     -
    mbind                     237   235
    set_mempolicy             238   237
    get_mempolicy             239   236
    waitid                    247    95
    openat                    257    56
    mkdirat                   258    34
    newfstatat                262    79
    unlinkat                  263    35
    renameat                  264    38
    linkat                    265    37
    symlinkat                 266    36
    readlinkat                267    78
    fchmodat                  268    53
    faccessat                 269    48
    pselect6                  270    72
    ppoll                     271    73
    set_robust_list           273    99
    get_robust_list           274   100
    splice                    275    76
    tee                       276    77
    sync_file_range           277    84
    utimensat                 280    88
    epoll_pwait               281    22
    signalfd                  282     -
    timerfd_create            283    85
    eventfd                   284     -
    fallocate                 285    47
    timerfd_settime           286    86
    timerfd_gettime           287    87
    signalfd4                 289    74
    eventfd2                  290    19
    epoll_create1             291    20
    dup3                      292    24
    pipe2                     293    59
    preadv                    295    69
    pwritev                   296    70
    getcpu                    309   168
    sched_getattr             315   275
    renameat2                 316   276
    getrandom                 318   278
    membarrier                324   283
    copy_file_range           326   285
    preadv2                   327   286
    pwritev2                  328   287
    pkey_mprotect             329   288
    pkey_alloc                330   289
    pkey_free                 331   290
    statx                     332   291
    rseq                      334   293
    close_range               436   436
    faccessat2                439   439
    epoll_pwait2              441   441
    clone                      56   220
    clone3                    435   435
    socket                     41   198
    socketpair                 53   199
    connect                    42   203
    bind                       49   200
    listen                     50   201
    accept                     43   202
    accept4                   288   242
    kill                       62   129
    tgkill                    234   131
    prctl                     157   167
    prlimit64                 302   261
    chown                      92     -
    lchown                     94     -
    fchown                     93    55
    fchownat                  260    54
    futimesat                 261     -
    fchmodat2                 452   452
    sched_setscheduler        144   119
"""
_PRETENDED = frozenset(
    {"chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat"}
    | {"utime", "utimes", "utimensat", "futimesat", "sched_setscheduler"}
)
_SOCKETS = frozenset({"socket", "bind", "listen", "accept", "accept4", "connect"})
_WITHOUT: dict[Profile, frozenset[str]] = {
    "module": _SOCKETS,
    "notebook": frozenset({"connect"}),
    "driver": frozenset(),
}
_ARCHITECTURES = {"x86_64": (0xC000003E, 1), "aarch64": (0xC00000B7, 2)}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_X32 = 0x40000000
_CLONE_THREAD, _CLONE_FILES, _CLOSE_RANGE_UNSHARE = 0x00010000, 0x00000400, 2
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPES = 1, 1, 0xF
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SIGKILL = 9  # not even to itself: a killed worker was killed from outside
_CHOOSING_SIGNALS = {
    "fcntl": (8, 10, 15),  # F_SETOWN, F_SETSIG, F_SETOWN_EX
    "ioctl": (0x8901, 0x8902, 0x5452),  # FIOSETOWN, SIOCSPGRP, FIOASYNC
}

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _JUMP_NOT_BELOW, _AND, _RETURN = (
    *(0x20, 0x15, 0x45, 0x35, 0x54, 0x06),
)
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether there is a table of system calls for this machine."""
    return platform.system() == "Linux" and platform.machine() in _ARCHITECTURES


def restrict(profile: Profile) -> None:
    """Filter this process's system calls, for good, in all its threads.

    Raises:
        OSError: the kernel refused, or the machine has no table here.
    """
    machine = platform.machine()
    if not supported():
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    program = _compiled(machine, profile, os.getpid())
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(
        _SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, header
    ):
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")


@cache
def numbers(machine: str) -> dict[str, int]:
    """The numbers of all calls of the table that a machine has, by name."""
    column = _ARCHITECTURES[machine][1]
    rows = (line.split() for line in _CALLS.split("\n") if line.strip())
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def _compiled(machine: str, profile: Profile, pid: int) -> bytes:
    return b"".join(struct.pack("HBBI", *one) for one in _program(machine, profile, pid))


def _program(machine: str, profile: Profile, pid: int) -> Iterator[_Instruction]:
    refuse = _answer(errno.EPERM)
    yield _load(_ARCHITECTURE)
    yield (_JUMP_EQUAL, 1, 0, _ARCHITECTURES[machine][0])
    yield refuse
    yield _load(_NUMBER)
    yield (_JUMP_NOT_BELOW, 0, 1, _X32)
    yield refuse
    for name, number in numbers(machine).items():
        decision = list(_decision(name, profile, pid))
        yield (_JUMP_EQUAL, 0, len(decision), number)
        yield from decision
    yield refuse


def _decision(name: str, profile: Profile, pid: int) -> Iterator[_Instruction]:
    """What happens to one call; ends with an answer on every path."""
    refuse, allow = _answer(errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    if name in _PRETENDED:
        yield _answer(0)
    elif name == "clone3":
        yield _answer(errno.ENOSYS)
    elif name == "clone":
        yield _load(_argument(0))
        for flag in (_CLONE_THREAD, _CLONE_FILES):
            yield (_JUMP_ANY_BIT, 1, 0, flag)
            yield refuse
        yield allow
    elif name == "close_range":
        yield _load(_argument(2))
        yield (_JUMP_ANY_BIT, 0, 1, _CLOSE_RANGE_UNSHARE)
        yield refuse
        yield allow
    elif name in ("kill", "tgkill"):
        yield _load(_argument(1 if name == "kill" else 2))
        yield (_JUMP_EQUAL, 0, 1, _SIGKILL)
        yield refuse
        yield from _only(0, pid)
    elif name in _CHOOSING_SIGNALS:
        yield _load(_argument(1))
        for command in _CHOOSING_SIGNALS[name]:
            yield (_JUMP_EQUAL, 0, 1, command)
            yield refuse
        yield allow
    elif name == "setrlimit":
        yield refuse
    elif name == "prlimit64":
        yield from _only_reading_limits()
    elif name == "prctl":
        yield _load(_argument(0))
        yield (_JUMP_EQUAL, 0, 1, _PR_SET_PDEATHSIG)
        yield refuse
        yield allow
    elif name in _WITHOUT[profile]:
        yield refuse
    elif name in ("socket", "socketpair"):  # of streams: datagrams have an address each
        yield _load(_argument(1))
        yield (_AND, 0, 0, _SOCK_TYPES)
        yield (_JUMP_EQUAL, 1, 0, _SOCK_STREAM)
        yield refuse
        yield from _only(0, _AF_UNIX)
    else:
        yield allow


def _only(position: int, value: int) -> Iterator[_Instruction]:
    """Allow when an argument's lower half has a value, refuse otherwise."""
    yield _load(_argument(position))
    yield (_JUMP_EQUAL, 1, 0, value)
    yield _answer(errno.EPERM)
    yield (_RETURN, 0, 0, _ALLOW)


def _only_reading_limits() -> Iterator[_Instruction]:
    """Allow prlimit64 on oneself without a new limit: both halves of its pointer are 0."""
    for half in (_argument(2), _argument(2) + 4):
        yield _load(half)
        yield (_JUMP_EQUAL, 1, 0, 0)
        yield _answer(errno.EPERM)
    yield from _only(0, 0)


def _load(offset: int) -> _Instruction:
    return (_LOAD, 0, 0, offset)


def _argument(position: int) -> int:
    return _ARGUMENTS + 8 * position


def _answer(code: int) -> _Instruction:
    return (_RETURN, 0, 0, _ERROR | code)
