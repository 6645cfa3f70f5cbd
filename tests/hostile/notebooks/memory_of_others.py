"""Reads and writes the memory of its supervisor, its parent and others."""

# row: 79
# outcome: passed

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
mine = os.getpid()
for pid in {1, 2, mine - 1, mine + 1, os.getppid(), @PID@} - {mine, 0}:
    for name in ("mem", "maps", "cmdline", "environ", "root/etc/passwd", "fd/3", "cwd/x"):
        try:
            open(f"/proc/{pid}/{name}", "rb").read(1)
            print("ATTACK", "WORKED", pid, name)
        except OSError as error:
            print(type(error).__name__, end=" ")
    if libc.ptrace(16, pid, 0, 0) == 0:
        print("ATTACK", "WORKED", "ptrace")

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
