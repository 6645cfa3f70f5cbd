"""Python as it is on Windows or macOS, as far as that can be imitated on Linux.

    python elsewhere.py win32 run PROGRAM        run a program text there
    python elsewhere.py win32 spare ARGUMENTS    be a spare process there

Only the project's own modules see the imitation: modules that the system lacks cannot be
imported, and os, signal, select, socket and resource do not have the names that it lacks.
What lies below, the standard library and the kernel, stays that of Linux. So this finds
what would fail at once, and not what another system would do differently.
"""

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

MISSING_MODULES = {
    "win32": "resource fcntl pwd grp termios tty pty syslog posix",
    "darwin": "spwd ossaudiodev",
}
ADDED_MODULES = {"win32": "msvcrt winreg", "darwin": ""}  # without anything in them
LINUX_ONLY = {
    "os": "pidfd_open pipe2 O_PATH O_TMPFILE memfd_create eventfd eventfd_read setns "
    "unshare splice copy_file_range posix_fadvise sched_getaffinity sched_setaffinity "
    "getrandom setresuid setresgid getresuid getxattr setxattr",
    "signal": "pidfd_send_signal SIGPOLL SIGPWR SIGRTMIN SIGRTMAX sigtimedwait sigwaitinfo",
    "select": "epoll",
    "socket": "AF_NETLINK AF_PACKET AF_VSOCK SO_PEERCRED SOCK_CLOEXEC SOCK_NONBLOCK",
    "resource": "prlimit RLIMIT_OFILE",
}
POSIX_ONLY = {
    "os": "chown chroot fchdir fchmod fchown fork forkpty fstatvfs get_blocking getegid "
    "geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getsid getuid "
    "initgroups killpg lchown lockf mkfifo mknod nice openpty pathconf posix_spawn pread "
    "preadv pwrite pwritev readv register_at_fork sched_yield sendfile set_blocking "
    "setegid seteuid setgid setgroups setpgid setpriority setregid setreuid setsid setuid "
    "statvfs sync sysconf sysconf_names tcgetpgrp tcsetpgrp ttyname uname wait wait3 wait4 "
    "waitid writev WNOHANG WIFEXITED WIFSIGNALED WTERMSIG WEXITSTATUS O_CLOEXEC "
    "O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_NOCTTY O_SYNC",
    "select": "poll",
    "socket": "AF_UNIX send_fds recv_fds CMSG_LEN SCM_RIGHTS SO_REUSEPORT",
}
SIGNALS_OF_WINDOWS = (
    "SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN Signals Handlers signal "
    "getsignal raise_signal default_int_handler set_wakeup_fd strsignal valid_signals NSIG"
)
TESTS = Path(__file__).resolve().parents[1]


class Facade(ModuleType):
    """A module without some of its names, with some of them only, or with other values."""

    def __init__(self, real, missing=(), only=(), **values):
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(values)
        self.__dict__.update(_real=real, _missing=set(missing), _only=set(only))

    def __getattr__(self, name):
        hidden = self._only and name not in self._only and not name.startswith("__")
        if hidden or name in self._missing:
            raise AttributeError(f"{self._real.__name__} has no {name!r} here")
        return getattr(self._real, name)

    def __setattr__(self, name, value):
        setattr(self._real, name, value)


class Refusing:
    """A finder that refuses some modules."""

    def __init__(self, names):
        self._names = names

    def find_spec(self, name, path=None, target=None):
        if name in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def modules():
    """The names of all modules of the project but the one that is a program."""
    found = pkgutil.walk_packages([str(TESTS.parent / "grader")], "grader.")
    return sorted(one.name for one in found if not one.name.endswith("__main__"))


def imitate(platform, names):
    """Import modules of the project, and what they import of it, as if this were there."""
    for name in names:
        importlib.import_module(name)
    ours = [name for name in sys.modules if name.partition(".")[0] == "grader"]
    for name in ours:  # once more; what they import besides stays as it is
        del sys.modules[name]
    kept = dict(sys.modules)
    missing = MISSING_MODULES[platform].split()
    sys.modules.update({name: facade(name, platform) for name in LINUX_ONLY})
    sys.modules["sys"] = Facade(sys, platform=platform, _base_executable=sys.executable)
    for name in missing:
        sys.modules.pop(name, None)
    refusing = Refusing(missing)
    sys.meta_path.insert(0, refusing)
    subprocess.CREATE_NO_WINDOW = subprocess.CREATE_NEW_PROCESS_GROUP = 0
    there = {name: ModuleType(name) for name in ADDED_MODULES[platform].split()}
    sys.modules.update(there)
    for name in ours:
        importlib.import_module(name)
    sys.meta_path.remove(refusing)
    for name in there:
        del sys.modules[name]
    sys.modules.update(kept)


def facade(name, platform):
    """One of the modules as the other system has it."""
    real = importlib.import_module(name)
    if platform != "win32":
        return Facade(real, LINUX_ONLY[name].split())
    if name == "signal":
        return Facade(real, only=SIGNALS_OF_WINDOWS.split())
    return Facade(real, f"{LINUX_ONLY[name]} {POSIX_ONLY.get(name, '')}".split())


def spares_are_here_too(platform):
    """Have spare processes imitate the same system."""
    from grader.sandbox import spares

    plain = spares.command

    def command(*arguments):
        line = plain(*arguments)
        at = line.index("-m")
        return [*line[:at], __file__, platform, "spare", *line[at + 2 :]]

    spares.command = command


def main():
    platform, what, *arguments = sys.argv[1:]
    if what == "spare":
        wanted = json.loads(arguments[1])["preload"]
        ours = [name for name in wanted if name.startswith("grader.")]
        imitate(platform, ["grader.sandbox.spare", *ours])
        from grader.sandbox import spare

        sys.argv = ["spare", *arguments]
        spare.main()
    else:
        imitate(platform, modules())
        spares_are_here_too(platform)
        sys.path.insert(0, str(TESTS))
        exec(compile(arguments[0], "program", "exec"), {"__name__": "program"})


if __name__ == "__main__":
    main()
