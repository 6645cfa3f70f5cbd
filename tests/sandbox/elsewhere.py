"""Python as it is on Windows or macOS, as far as that can be imitated on Linux.

    python elsewhere.py win32 spare ARGUMENTS    become a spare process there
    python elsewhere.py win32 run PROGRAM        run a program text there

Only the project's own modules see the imitation: modules that the system lacks cannot be
imported, and os, signal, select, socket and resource do not have the names that it lacks.
What lies below, the standard library and the kernel, stays that of Linux. So this finds what
would fail at once, and not what another system would do differently.
"""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

MISSING_MODULES = {
    "win32": {
        "resource",
        "fcntl",
        "pwd",
        "grp",
        "termios",
        "tty",
        "pty",
        "syslog",
        "posix",
    },
    "darwin": {"spwd", "ossaudiodev"},
}
LINUX_ONLY = {
    "os": "pidfd_open pipe2 O_PATH O_TMPFILE memfd_create eventfd eventfd_read setns unshare "
    "splice copy_file_range posix_fadvise sched_getaffinity sched_setaffinity getrandom "
    "setresuid setresgid getresuid getxattr setxattr",
    "signal": "pidfd_send_signal SIGPOLL SIGPWR SIGRTMIN SIGRTMAX sigtimedwait sigwaitinfo",
    "select": "epoll",
    "socket": "AF_NETLINK AF_PACKET AF_VSOCK SO_PEERCRED SOCK_CLOEXEC SOCK_NONBLOCK",
    "resource": "prlimit RLIMIT_OFILE",
}
POSIX_ONLY = {
    "os": "chown chroot fchdir fchmod fchown fork forkpty fstatvfs get_blocking getegid "
    "geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getsid getuid "
    "initgroups killpg lchown lockf mkfifo mknod nice openpty pathconf posix_spawn pread "
    "preadv pwrite pwritev readv register_at_fork sched_yield sendfile set_blocking setegid "
    "seteuid setgid setgroups setpgid setpriority setregid setreuid setsid setuid statvfs "
    "sync sysconf sysconf_names tcgetpgrp tcsetpgrp ttyname uname wait wait3 wait4 waitid "
    "writev WNOHANG WIFEXITED WIFSIGNALED WTERMSIG WEXITSTATUS O_CLOEXEC O_DIRECTORY "
    "O_NOFOLLOW O_NONBLOCK O_NOCTTY O_SYNC",
    "select": "poll",
    "socket": "AF_UNIX send_fds recv_fds CMSG_LEN SCM_RIGHTS SO_REUSEPORT",
}
SIGNALS_OF_WINDOWS = (
    "SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN Signals Handlers signal "
    "getsignal raise_signal default_int_handler set_wakeup_fd strsignal valid_signals NSIG"
)
PACKAGE = Path(__file__).resolve().parents[2] / "grader"


class Facade(ModuleType):
    """A module without some of its names, or with some of them only."""

    def __init__(self, real, missing=(), only=()):
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(_real=real, _missing=set(missing), _only=set(only))

    def __getattr__(self, name):
        private = name.startswith("__")
        if name in self._missing or (self._only and name not in self._only and not private):
            raise AttributeError(f"{self._real.__name__} has no {name!r} here")
        return getattr(self._real, name)


class Refusing:
    """A finder that finds nothing, loudly."""

    def __init__(self, names):
        self._names = names

    def find_spec(self, name, path=None, target=None):
        if name in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def imitate(platform):
    """Import every module of the project once more, as if it were there."""
    names = ["grader", *modules()]
    for name in names:  # what they import besides stays as it is
        importlib.import_module(name)
    for name in names:
        del sys.modules[name]
    kept = dict(sys.modules)
    missing = {key: value.split() for key, value in LINUX_ONLY.items()}
    refusing = Refusing(MISSING_MODULES[platform])
    if platform == "win32":
        for key, value in POSIX_ONLY.items():
            missing[key] = missing[key] + value.split()
        subprocess.CREATE_NO_WINDOW = subprocess.CREATE_NEW_PROCESS_GROUP = 0
    for name in missing:
        sys.modules[name] = Facade(importlib.import_module(name), missing[name])
    if platform == "win32":
        only = SIGNALS_OF_WINDOWS.split()
        sys.modules["signal"] = Facade(kept["signal"], only=only)
    for name in MISSING_MODULES[platform]:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, refusing)
    sys.platform = platform
    sys._base_executable = sys.executable
    for name in names:
        importlib.import_module(name)
    sys.meta_path.remove(refusing)
    ours = {name: sys.modules[name] for name in names}
    sys.modules.update({**kept, **ours})


def modules():
    """The names of all modules of the project but the one that is a program."""
    found = pkgutil.walk_packages([str(PACKAGE)], "grader.")
    return sorted(one.name for one in found if not one.name.endswith("__main__"))


def main():
    platform, what, *arguments = sys.argv[1:]
    imitate(platform)
    if what == "spare":
        from grader.sandbox import spare

        sys.argv = ["spare", *arguments]
        spare.main()
    else:
        exec(compile(arguments[0], "program", "exec"), {"__name__": "program"})


if __name__ == "__main__":
    main()
