"""A notebook of ten cells: kernel forked from the warm server against a fresh kernel.

Both execute the same TensorFlow notebook with nbclient, in turn, so that a busy moment of
the machine hits both. The fresh kernel is Jupyter's own, unconfined. CPU seconds are those
of all processes; private memory is the kernel's after its last cell.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from pathlib import Path
from typing import Any

import nbformat
from _measure import machine, report
from nbclient import NotebookClient

from grader.notebooks.execution import MODULES, execute
from grader.records import Limits
from grader.sandbox.sources import ForkServer, Preload, environment
from grader.sandbox.usage import ProcMeter

ROUNDS = 7
BOUND = 0.35
CELLS = [
    "import numpy as np\nimport tensorflow as tf",
    "x = tf.constant(np.linspace(1.0, 4.9, 40), tf.float32)\ny = 3.5 * x - 1.0",
    "def mse(y_true, y_pred):\n    return tf.reduce_mean(tf.square(y_true - y_pred))",
    "m, b = tf.Variable(1.0), tf.Variable(0.0)",
    "for _ in range(50):\n    with tf.GradientTape() as tape:\n"
    "        loss = mse(y, m * x + b)\n"
    "    dm, db = tape.gradient(loss, [m, b])\n"
    "    m.assign_sub(0.05 * dm)\n    b.assign_sub(0.05 * db)",
    "print(float(m), float(b))",
    "def softmax(z):\n    e = tf.exp(z - tf.reduce_max(z, 1, keepdims=True))\n"
    "    return e / tf.reduce_sum(e, 1, keepdims=True)",
    "softmax(tf.random.normal([4, 10]))",
    "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])\n"
    "model(tf.ones([8, 784])).shape",
    "[float(loss), m.shape]",
]


def main() -> None:
    """Measure and print."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    content = nbformat.writes(notebook).encode()
    server = ForkServer(Preload(("tensorflow", "keras", *MODULES)))
    rows: dict[str, list[tuple[float, float, float]]] = {"warm": [], "cold": []}
    for _ in range(ROUNDS):
        rows["warm"].append(warm(server, content))
        rows["cold"].append(cold(content))
    server.close()
    wall, cpu, memory = ({k: middle(v, n) for k, v in rows.items()} for n in range(3))
    print(machine())
    report(
        "notebook of ten cells, wall seconds, warm / cold",
        f"{wall['warm'] / wall['cold']:.2f}",
        f"at most {BOUND}",
        f"{wall['warm']:.2f} s / {wall['cold']:.2f} s; CPU {cpu['warm']:.2f} s / "
        f"{cpu['cold']:.2f} s; private memory of the kernel {memory['warm']:.0f} MB / "
        f"{memory['cold']:.0f} MB; medians of {ROUNDS}, alternated",
    )


def middle(rows: list[tuple[float, float, float]], column: int) -> float:
    """The median of a column."""
    return statistics.median(row[column] for row in rows)


def warm(server: ForkServer, content: bytes) -> tuple[float, float, float]:
    """Wall and CPU seconds, MB: confined, forked, with the driver's process."""
    start, before = time.perf_counter(), tree_cpu(server.pid)
    executed = execute(server, content, ["mse", "softmax"], Limits())
    seconds = time.perf_counter() - start
    assert executed.kernel is not None
    assert all(cell.state == "done" for cell in executed.cells)
    memory = private_memory(executed.kernel.pid)
    executed.kernel.close()
    time.sleep(0.1)
    return seconds, tree_cpu(server.pid) - before, memory


def cold(content: bytes) -> tuple[float, float, float]:
    """Wall and CPU seconds, MB: nbclient as it comes, in this process."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    kept = {**os.environ, **environment(), "PYTHONPATH": ""}
    start, own = time.perf_counter(), time.process_time()
    client = NotebookClient(notebook, kernel_name="python3")
    memory = 0.0
    spent = 0.0
    with client.setup_kernel(env=kept):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        pid = client.km.provisioner.pid
        memory, spent = private_memory(pid), ProcMeter(pid, 0).cpu_seconds()
    seconds = time.perf_counter() - start
    return seconds, spent + time.process_time() - own, memory


def private_memory(pid: int) -> float:
    """MB that a process shares with no other."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(n) for n in re.findall(r"Private_\w+:\s+(\d+)", text)) / 1024


def tree_cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields: Any = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(one) for one in fields[11:15]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
