"""The examiner's process ends with the kernel, whichever way that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.live import check as live
from grader.sandbox.handover import Loopback
from live.cells import RIGHT

WITHIN_SECONDS = 60

PROGRAM = f"""
import os, sys, time
import grader
from grader.live import check as live
{RIGHT}
def checked():
    assert grader.check("double", course=sys.argv[1]).passed
    return live._running._process.pid
"""


def start(code, course):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + code, str(course.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def has_ended(pid):
    """Whether a process is gone, or only waits for its parent to notice."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("ending", ["returns", "is killed"])
def test_the_examiner_ends_with_the_kernel(toy, ending):
    """A kernel that ends or is killed leaves no process behind."""
    with start("print(checked(), flush=True); sys.stdin.read()", toy) as kernel:
        examiner = int(kernel.stdout.readline())
        if ending == "is killed":
            kernel.kill()
        else:
            kernel.stdin.close()
        kernel.wait()
    assert has_ended(examiner)


def test_a_forked_process_does_not_keep_it(toy):
    """A process that the kernel forked lives on; the examiner ends with the kernel."""
    code = """
examiner = checked()
forked = os.fork()
if forked == 0:
    time.sleep(1000)
print(examiner, forked, flush=True)
sys.stdin.read()
"""
    with start(code, toy) as kernel:
        examiner, forked = map(int, kernel.stdout.readline().split())
        kernel.kill()
        kernel.stdout.close()
    try:
        assert has_ended(examiner)
    finally:
        os.kill(forked, signal.SIGKILL)


def test_a_forked_process_has_an_examiner_of_its_own(toy):
    """A check in a forked process does not disturb the one that forked it."""
    code = """
first = checked()
forked = os.fork()
if forked == 0:
    os._exit(0 if checked() != first else 1)
assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
assert checked() == first
print("both", flush=True)
"""
    with start(code, toy) as kernel:
        assert kernel.communicate()[0] == "both\n"


def test_an_interrupt_of_the_group_is_not_the_examiners(toy):
    """Ctrl-C in a terminal reaches the kernel alone: the examiner goes on."""
    code = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
first = checked()
try:
    os.killpg(os.getpgid(0), 2)
    time.sleep(1000)
except KeyboardInterrupt:
    print(checked() == first, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM + code, str(toy.path)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as kernel:
        assert kernel.communicate()[0] == "True\n"


def test_a_system_without_inherited_sockets(notebook, monkeypatch):
    """The examiner is reached over a port of this machine where it must be."""
    live._end()
    monkeypatch.setattr("grader.live.process.of_this_system", Loopback)
    assert notebook.run(RIGHT).check("double").passed
    live._end()
