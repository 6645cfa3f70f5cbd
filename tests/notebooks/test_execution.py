"""Notebooks are executed in a confined kernel, whatever is in them."""

import dataclasses
import json
import os
import signal
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from conftest import workers_of

from grader.notebooks import execution
from grader.notebooks.execution import MODULES, Refused, execute, parsed_bindings
from grader.records import Limits, Reason
from grader.sandbox.protocol import Array, Reference, Scalar
from grader.sandbox.sources import ForkServer, Preload, SpareProcesses

LIMITS = Limits(
    cell_cpu_seconds=1,
    notebook_cpu_seconds=4,
    wall_factor=2,
    load_cpu_seconds=20,
    disk_bytes=64 * 1024**2,
)


@pytest.fixture(scope="module")
def server():
    made = ForkServer(Preload(MODULES))
    yield made
    made.close()


def notebook(*cells: str) -> bytes:
    """A notebook's bytes."""
    made = [nbformat.v4.new_code_cell(source) for source in cells]
    return nbformat.writes(nbformat.v4.new_notebook(cells=made)).encode()


def run(source, *cells, limits=LIMITS, names=("f",)):
    """Execute cells; the kernel is closed, so that only what was said is left."""
    executed = execute(source, notebook(*cells), names, limits)
    if executed.kernel is not None:
        executed.kernel.close()
    return executed


def states(executed):
    return [cell.state for cell in executed.cells]


def text(cell, kind):
    return "".join(one.data for one in cell.outputs if one.kind == kind)


def test_outputs_are_kept_by_kind(server):
    """Printed text, results, errors and pictures, each as what it is."""
    executed = run(
        server,
        "import sys\nprint('out')\nprint('err', file=sys.stderr)\n6 * 7",
        "1 / 0",
        "from IPython.display import display, SVG\ndisplay(SVG('<svg/>'))",
        "",
        "import os\nos.write(1, b'raw')",
    )
    assert states(executed) == ["done", "failed", "done", "", "done"]
    first, second, third, _, last = executed.cells
    assert (text(first, "stdout"), text(first, "stderr")) == ("out\n", "err\n")
    assert text(first, "text") == "42"
    assert "ZeroDivisionError" in text(second, "error")
    assert text(third, "svg") == "<svg/>"
    assert "raw" in text(last, "stdout")
    assert executed.stopped is None


def test_the_same_process_is_examined_afterwards(server):
    """Names are those of the cells, as they were at a chosen binding."""
    executed = execute(
        server,
        notebook(
            "k = 1\ndef f(x):\n    return x + k", "k = 10", "def f(x):\n    return -k"
        ),
        ["f"],
        LIMITS,
    )
    with executed.kernel as kernel:
        bindings = parsed_bindings(kernel.ask("bindings", (), cpu_limit=5))
        assert [(one.cell, one.name) for one in bindings] == [(0, "f"), (2, "f")]

        def call(binding):
            kernel.ask(
                "select", (), cpu_limit=5, binding=binding, fixtures=None, watched=[]
            )
            values = (Reference("name", "f"), Scalar("int", 5))
            (answer,) = kernel.ask("call", values, cpu_limit=5, keywords=[])
            return answer.value

        assert (call(0), call(1), call(0)) == (6, -10, 6)


def test_bindings_within_one_cell_are_told_apart(server):
    """A name bound twice in a cell has two copies of the namespace, helpers included."""
    cell = (
        "def f(x):\n    return g(x)\ndef g(x):\n    return 1\n"
        "f(0)\ndef f(x):\n    return g(x)\ndef g(x):\n    return 2"
    )
    executed = execute(server, notebook(cell), ["f"], LIMITS)
    with executed.kernel as kernel:
        answers = []
        for binding in (0, 1):
            kernel.ask(
                "select", (), cpu_limit=5, binding=binding, fixtures=None, watched=[]
            )
            values = (Reference("name", "f"), Scalar("int", 5))
            answers += kernel.ask("call", values, cpu_limit=5, keywords=[])
    assert [one.value for one in answers] == [1, 2]


def test_a_reset_namespace_goes_on(server):
    """%reset takes the names away, and what is bound after it is found."""
    cells = (
        "def f(x):\n    return 1",
        "%reset -f",
        "f = 1\nf = 2\ndef f(x):\n    return 3",
    )
    executed = run(server, *cells)
    assert states(executed) == ["done"] * 3


def test_a_cell_without_end_costs_that_cell(server):
    """It is interrupted, what it printed stays, and the cells after it run."""
    executed = run(server, "print('here', flush=True)\nwhile True: pass", "f = 1")
    assert states(executed) == ["stopped", "done"]
    assert "here" in text(executed.cells[0], "stdout")
    assert executed.stopped is None


def test_a_cell_that_sleeps_is_interrupted_too(server):
    """Time on the clock counts when none is used on the processor."""
    executed = run(server, "import time\ntime.sleep(600)", "f = 1")
    assert states(executed) == ["stopped", "done"]


def test_a_cell_that_swallows_the_interrupt_ends_the_kernel(server):
    """What it printed stays, and so do the cells before it."""
    executed = run(
        server,
        "print('before')",
        "print('partial', flush=True)\n"
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "never = 1",
    )
    assert states(executed) == ["done", "stopped", "not_run"]
    assert "partial" in text(executed.cells[1], "stdout")
    assert executed.stopped in (Reason.CPU_TIME, Reason.WALL_TIME)  # on a busy machine
    assert executed.kernel is None


def test_all_cells_together_have_a_limit_on_the_clock_too(server):
    """Each sleeps for less than a cell may, together they do not."""
    limits = dataclasses.replace(LIMITS, notebook_cpu_seconds=2)
    executed = run(server, *["import time\ntime.sleep(1.5)"] * 6, limits=limits)
    assert states(executed)[:2] == ["done"] * 2
    assert states(executed)[-1] in ("stopped", "not_run")


def test_all_cells_together_have_a_limit(server):
    """Each below its own limit, together over that of the notebook."""
    busy = "import time\nt = time.process_time\nend = t() + 0.8\nwhile t() < end: pass"
    limits = dataclasses.replace(LIMITS, wall_factor=20)  # the machine may be slow
    executed = run(server, *[busy] * 12, limits=limits)
    assert executed.stopped is Reason.CPU_TIME
    assert states(executed)[:3] == ["done"] * 3
    assert states(executed)[-1] == "not_run"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import os\nos._exit(0)", Reason.EXIT),
        ("import ctypes\nctypes.string_at(0)", Reason.SIGNAL),
        ("import os\nos.write(3, b'x' * 64)", Reason.MALFORMED),
        ("import os\nos.close(3)", Reason.EXIT),
        ("while True:\n    open('f', 'ab').write(b'x' * 2**20)", Reason.DISK),
        (
            "from threading import Thread, stack_size\nstack_size(32768)\nimport time\n"
            "while True: Thread(target=time.sleep, args=(30,), daemon=True).start()",
            Reason.THREADS,
        ),
    ],
    ids=["exit", "segmentation fault", "raw frames", "hangs up", "disk", "threads"],
)
def test_a_kernel_that_ends_is_told_with_its_reason(server, cell, reason):
    """Cells before it are done, the one it was in is stopped, later ones are not run."""
    executed = run(server, "f = 1", cell + "\nimport time\ntime.sleep(5)", "f = 2")
    assert executed.stopped is reason
    assert states(executed) == ["done", "stopped", "not_run"]


def test_what_a_kernel_may_not_do(server):
    """No process, no program, no network, no signal, no file outside its folder."""
    attempts = [
        "import os; os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; s = socket.socket(socket.AF_UNIX); s.connect('k-1')",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.kill(1, 15)",
        f"open({str(Path(__file__).resolve())!r}).read()",
        "open('/etc/passwd').read()",
    ]
    executed = run(server, *attempts)
    assert states(executed) == ["failed"] * len(attempts)


def test_a_million_lines_are_cut(server):
    """A page of them is kept, and how many characters were not."""
    limits = dataclasses.replace(LIMITS, cell_cpu_seconds=30, notebook_cpu_seconds=60)
    executed = run(server, "for n in range(200_000): print(n)", "'after'", limits=limits)
    (output,) = executed.cells[0].outputs
    assert output.data.startswith("0\n1\n2\n")
    assert len(output.data) <= 64 * 1024
    assert output.cut > 10**6
    assert text(executed.cells[1], "text") == "'after'"


def test_thousands_of_outputs_and_large_pictures_are_cut(server):
    """Neither displays without end nor a picture of megabytes reach the report."""
    executed = run(
        server,
        "from IPython.display import display\nfor n in range(1000): display(n)",
        "from IPython.display import Image\nImage(data=b'\\x89PNG' + bytes(2 * 10**6))",
        limits=dataclasses.replace(LIMITS, cell_cpu_seconds=20, notebook_cpu_seconds=40),
    )
    assert len(executed.cells[0].outputs) <= 201
    (picture,) = executed.cells[1].outputs
    assert (picture.kind, picture.data) == ("png", "")
    assert picture.cut > 10**6


@pytest.mark.soak
def test_thousands_of_cells(server):
    """Run one after another, and only cells with text count."""
    count = 5000 if os.environ.get("GRADER_SOAK") else 500
    limits = dataclasses.replace(LIMITS, notebook_cpu_seconds=100)
    executed = run(server, *["x = 1"] * count, limits=limits)
    assert states(executed) == ["done"] * count


def test_tags_and_transformers_dodge_nothing(server):
    """Tags are cleared before the notebook runs; a student's transformer is their own."""
    cells = [
        nbformat.v4.new_code_cell(
            "def f(x):\n    return x", metadata={"tags": ["skip-execution"]}
        ),
        nbformat.v4.new_code_cell("1/0", metadata={"tags": ["raises-exception"]}),
        nbformat.v4.new_code_cell(
            "ip = get_ipython()\nip.showtraceback = lambda *a, **k: None\n"
            "ip.ast_transformers.clear()\nip.events.callbacks['post_run_cell'].clear()"
        ),
        nbformat.v4.new_code_cell("1/0"),
    ]
    content = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    executed = execute(server, content, ["f"], LIMITS)
    with executed.kernel as kernel:
        bindings = parsed_bindings(kernel.ask("bindings", (), cpu_limit=5))
    assert states(executed) == ["done", "failed", "done", "failed"]
    assert [one.name for one in bindings] == ["f"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_json"),
        (b"[1, 2]", "not_a_notebook"),
        (b"[" * 200_000 + b"]" * 200_000, "too_deep"),
        (b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no_cells"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(server, content, reason):
    """The driver says why; no kernel is started."""
    with pytest.raises(Refused) as raised:
        execute(server, content, ["f"], LIMITS)
    assert raised.value.reason == reason


LIES = [
    b"[",
    b"{}",
    b"[1]",
    b"[" * 100_000,
    b'[{"kind": "code"}]',
    b"[NaN]",
    json.dumps([{"kind": "verdict", "source": "", "id": "", "plain": ""}]).encode(),
]


@pytest.mark.parametrize("lie", LIES, ids=range(len(LIES)))
def test_a_driver_is_not_believed(server, monkeypatch, lie):
    """Cells that are none are a refusal; a lie about their fate ends the kernel."""
    ask = execution.Worker.ask

    def lying(verb):
        def answer(worker, asked, *arguments, **options):
            values = ask(worker, asked, *arguments, **options)
            return _sent(lie) if asked == verb else values

        return answer

    monkeypatch.setattr(execution.Worker, "ask", lying("read"))
    with pytest.raises(Refused):
        execute(server, notebook("f = 1"), ["f"], LIMITS)
    monkeypatch.setattr(execution.Worker, "ask", lying("execute"))
    executed = execute(server, notebook("f = 1"), ["f"], LIMITS)
    assert (executed.kernel, executed.stopped) == (None, Reason.OUTPUT)
    assert executed.plain == ("f = 1",)


def test_a_driver_that_ends_leaves_the_cells(server, monkeypatch):
    """They were read before anything ran, so that definitions can be graded."""
    look = execution._Watch._look

    def killing(watch):
        if watch._begun == 1:
            os.kill(watch._driver.pid, signal.SIGSEGV)
        look(watch)

    monkeypatch.setattr(execution._Watch, "_look", killing)
    executed = run(server, "f = 1", "import time\ntime.sleep(1.5)", "f = 2")
    assert executed.plain == ("f = 1", "import time\ntime.sleep(1.5)", "f = 2")
    assert states(executed) == ["done", "stopped", "not_run"]
    assert executed.kernel is None


def _sent(content):
    return (Array("ndarray", np.frombuffer(content, np.uint8)),)


@pytest.mark.parametrize("cells", [("print(1)", "2", "3/0"), ("%%time\nx = 1", "x")])
def test_a_cold_kernel_gives_the_same_outputs(server, cells):
    """Without a fork server each process imports by itself; kinds and texts are equal."""
    spare = SpareProcesses(Preload(MODULES))
    try:
        cold, warm = run(spare, *cells), run(server, *cells)
    finally:
        spare.close()
    assert states(cold) == states(warm)
    for one, other in zip(cold.cells, warm.cells, strict=True):
        assert [out.kind for out in one.outputs] == [out.kind for out in other.outputs]
        if "%%time" not in one.source:
            assert one.outputs == other.outputs


def test_nothing_is_left_behind(server, tmp_path, monkeypatch):
    """No process and no folder, whichever way a kernel ended."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for cell in ("f = 1", "import os\nos._exit(1)", "while True: pass"):
        run(server, cell)
    deadline = time.monotonic() + 5
    while workers_of(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers_of(server) == []
    assert list(tmp_path.iterdir()) == []
