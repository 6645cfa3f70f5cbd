"""`grader.check` in a notebook: from the call to the result, against the same calls bare.

A kernel of Jupyter's own has imported TensorFlow and defined `softmax`. Bare are the calls
that the visible checks make, each check's seeding included; both are timed in turn in one
cell. The first check of a kernel starts the examiner's process; findings of the reference
are known by then, as they are in a student kit.
"""

from __future__ import annotations

import json
import sys
import textwrap
from typing import Any

from _measure import ROOT, report
from jupyter_client.manager import start_new_kernel

ROUNDS = 41
RIGHT = """
    import tensorflow as tf

    def softmax(x):
        shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
        powers = tf.exp(shifted)
        return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
"""
WRONG = """
    def softmax(x):
        powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
        return powers / tf.reduce_sum(powers)
"""
FIRST = """
    import time
    start = time.perf_counter()
    import grader
    result = grader.check("softmax")
    told = [result.passed, time.perf_counter() - start]
"""
TIMED = f"""
    import numpy as np, statistics
    kinds = {{(2, 3): "float32", (3, 8): "float32", (8, 3): "float32", (3, 3): "float32",
             (2, 5): "float64"}}
    inputs = [np.random.normal(size=size).astype(kind) for size, kind in kinds.items()]

    def bare():
        for number, x in enumerate(inputs):
            if number != 2:  # one check makes two calls
                tf.random.set_seed(number)
            softmax(tf.constant(x)).numpy()

    import os, psutil, grader.live.check as live
    examiner = psutil.Process(live._running._process.pid)

    def used():
        return time.process_time() + sum(examiner.cpu_times()[:2])

    calls = {{"check": lambda: grader.check("softmax"), "bare": bare}}
    wall, cpu = {{name: [] for name in calls}}, {{name: 0.0 for name in calls}}
    for _ in range({ROUNDS}):
        for name, call in calls.items():
            start, before = time.perf_counter(), used()
            call()
            wall[name].append(time.perf_counter() - start)
            cpu[name] += (used() - before) / {ROUNDS}
    told = {{name: [statistics.median(wall[name]), cpu[name]] for name in calls}}
"""
PRINT = "\nimport json; print(json.dumps(told))"


class Kernel:
    """A fresh kernel that works in the repository."""

    def __init__(self) -> None:
        self._manager, self._client = start_new_kernel(cwd=str(ROOT))

    def told(self, source: str) -> Any:
        """What a cell leaves in `told`."""
        lines: list[str] = []
        reply = self._client.execute_interactive(
            textwrap.dedent(source) + PRINT,
            timeout=600,
            output_hook=lambda message: lines.append(message["content"].get("text", "")),
        )
        if reply["content"]["status"] != "ok":
            sys.exit("\n".join(reply["content"]["traceback"]))
        return json.loads("".join(lines).strip().splitlines()[-1])

    def close(self) -> None:
        """End it."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


def measure() -> tuple[float, dict[str, list[float]], list[float]]:
    """Seconds of a first check; wall and CPU seconds of later ones, and of failing ones."""
    kernel = Kernel()
    kernel.told(f"{RIGHT}\n    told = None")
    passed, first = kernel.told(FIRST)
    assert passed
    later = kernel.told(TIMED)
    kernel.told(f"{WRONG}\n    grader.check('softmax')\n    told = None")
    failing = kernel.told(TIMED)["check"]
    kernel.close()
    return first, later, failing


def milliseconds(figures: list[float]) -> str:
    """Wall and CPU time."""
    wall, cpu = figures
    return f"{1000 * wall:.0f} ms (CPU {1000 * cpu:.0f} ms)"


def main() -> None:
    """Measure and print."""
    measure()  # after this the findings are known
    first, later, failing = measure()
    report(
        "`grader.check` of a pure function in a notebook",
        milliseconds(later["check"]),
        "-",
        f"the same calls bare {milliseconds(later['bare'])}; with a diagnosis "
        f"{milliseconds(failing)}; medians of {ROUNDS}, alternated, CPU of kernel and "
        f"examiner; a kernel's first check, which starts the examiner, {first:.2f} s",
    )


if __name__ == "__main__":
    main()
