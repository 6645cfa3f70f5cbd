"""Starts programs in every way that a notebook has."""

# row: 127
# outcome: passed

# %%
!echo ATTACK" "WORKED
!!echo ATTACK" "WORKED
%sx echo ATTACK" "WORKED
found = !echo ATTACK" "WORKED
print(found)
get_ipython().system_raw("echo ATTACK' 'WORKED")
get_ipython().getoutput("echo ATTACK' 'WORKED")

# %%
%%bash
echo ATTACK" "WORKED

# %%
%%script bash --bg
echo ATTACK" "WORKED

# %%
import os
import subprocess
import sys

from IPython.utils.process import getoutput, system

for start in (
    lambda: os.system("echo ATTACK' 'WORKED >&2") == 0,
    lambda: subprocess.run(["echo"]),
    lambda: subprocess.run([sys.executable, "-c", "0"], preexec_fn=lambda: None),
    lambda: os.execv(sys.executable, ["python"]),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.fork() + 1,
    lambda: system("true") == 0,
    lambda: getoutput("echo x"),
):
    try:
        print("ATTACK" if start() else "not", "WORKED")
    except BaseException as error:
        print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
