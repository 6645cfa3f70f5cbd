"""Windows and macOS, as far as Linux can tell: no name is used that they lack."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from elsewhere import Facade, Refusing, modules
from toy_submissions import marks, summary

from grader.sandbox.sources import ForkServer

ROOT = Path(__file__).parents[2]
PLATFORMS = ["win32", "darwin"]
LINUX_ONLY = {"fork_server", "landlock", "layers", "namespaces", "server", "supervisor"}
"""Modules of `grader.sandbox` that other systems import, if at all, and never call."""
ONLY_OURS = (
    *("--config-file=", "--no-site-packages", "--ignore-missing-imports"),
    *("--check-untyped-defs", "--cache-dir", os.devnull, "grader"),
)

GRADED = ("right", "a known mistake", "prints", "raises", "ends", "reads", "nothing")
PROGRAM = """
import json
from pathlib import Path
from conftest import TOY
from toy_submissions import marks, summary
from grader.course import load_course
from grader.run import open_setting
with open_setting(load_course(TOY), "seed") as setting:
    assert type(setting.source).__name__ == "SpareProcesses"
    print(json.dumps(summary(marks(setting, Path({folder!r}), {names!r}))))
"""


def run(platform, program, **more):
    """What a program prints there."""
    imitation = str(Path(__file__).with_name("elsewhere.py"))
    done = subprocess.run(
        [sys.executable, imitation, platform, "run", program],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_imitation_refuses_what_it_should():
    """A name or a module that is not there is missed."""
    there = Facade(os, missing=["fork"])
    assert there.getpid() == os.getpid()
    with pytest.raises(AttributeError):
        there.fork()
    assert not hasattr(Facade(os, only=["getpid"]), "fork")
    with pytest.raises(ModuleNotFoundError):
        Refusing(["resource"]).find_spec("resource")
    assert {"grader.cli", "grader.sandbox.kernel", "grader.run"} <= set(modules())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_module_can_be_imported(platform):
    """Nothing fails at import, the modules that only Linux uses included."""
    program = "from grader.sandbox import server\nprint(server.sys.platform)"
    assert run(platform, program) == f"{platform}\n"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_module_uses_a_name_that_the_system_lacks(platform):
    """The types of its standard library say so, wherever in a module the name is."""
    command = [sys.executable, "-m", "mypy", "--platform", platform, *ONLY_OURS]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    missing = re.findall(
        r"^(\S+\.py):.*\[(?:attr|name)-defined\]$", found.stdout, re.MULTILINE
    )
    assert missing, found.stdout + found.stderr  # in the modules that are Linux's alone
    assert {Path(one).stem for one in missing} <= LINUX_ONLY


@pytest.fixture(scope="module")
def forked(toy_setting, tmp_path_factory):
    """What the toy course's submissions get here."""
    assert isinstance(toy_setting.source, ForkServer)
    return summary(marks(toy_setting, tmp_path_factory.mktemp("forked"), GRADED))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_toy_course_has_the_same_marks(platform, forked, tmp_path):
    """Examiner and workers both see the other system's Python."""
    program = PROGRAM.format(folder=str(tmp_path), names=GRADED)
    assert json.loads(run(platform, program)) == forked


NOTEBOOKS = """
import json
from conftest import notebook
from grader.notebooks import execution
from grader.records import Limits
from grader.sandbox.sources import Preload, SpareProcesses
source = SpareProcesses(Preload(execution.MODULES))
limits = Limits(cell_cpu_seconds=2, wall_factor=60)
cells = ["print('é')", "while True: pass", "1 / 0", "6 * 7"]
execution._GRACE_SECONDS = 60
executed = execution.execute(source, notebook(*cells), [], limits)
executed.kernel.close()
source.close()
print(json.dumps([
    [cell.state, [[out.kind, out.data[-30:]] for out in cell.outputs]]
    for cell in executed.cells
]))
"""


def test_a_notebook_is_executed():
    """Its kernel listens on a port, and a cell over its time is interrupted."""
    told = json.loads(run("win32", NOTEBOOKS))
    assert [state for state, _ in told] == ["done", "stopped", "failed", "done"]
    printed, interrupted, failed, shown = (outputs for _, outputs in told)
    assert printed == [["stdout", "é\n"]]
    assert "KeyboardInterrupt" in interrupted[0][1]
    assert "division by zero" in failed[0][1]
    assert shown == [["text", "42"]]


OVER_A_LIMIT = """
import json
from grader.records import Limits
from grader.sandbox import client
from grader.sandbox.sources import Preload, SpareProcesses
client.INTERRUPT_GRACE_SECONDS = 60
source = SpareProcesses(Preload())
told = []
ALLOCATING = "kept = bytearray(b'x' * 2**29)\\nwhile True: pass"
for body, seconds in (("while True: pass", 1), (ALLOCATING, 10)):
    part = {"file": "step.py", "source": body}
    limits = Limits(memory_bytes=2**28)
    with source.worker(limits) as worker:
        try:
            worker.ask("load", (), cpu_limit=seconds, name="student", parts=[part],
                       mode="full", bind={}, fixtures=None, watched=[])
        except client.Failure as failure:
            told.append([failure.outcome, failure.reason, str(failure.problem)])
source.close()
print(json.dumps(told))
"""


def test_a_worker_over_a_limit_is_ended():
    """Where there are neither signals nor limits of the kernel's, as on Windows."""
    loop, memory = json.loads(run("win32", OVER_A_LIMIT))
    assert loop[0] == "timed_out"
    assert "KeyboardInterrupt" in loop[2]
    assert memory[:2] == ["crashed", "memory"]
