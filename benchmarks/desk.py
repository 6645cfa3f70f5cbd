"""The desk: a second `grader check`, and from a save to the verdict in `grader watch`.

Beside them, in turn, what a student waits for without a server: `import tensorflow`, and
pytest on the same file.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from _measure import GRADER, PYTHON, QUIET, ROOT, alternated, report, run, scratch

STEP = "05_mse"
REPEATS = 9
PEER = f"""\
import importlib
import sys

import numpy as np
import tensorflow as tf

sys.path.insert(0, {{folder!r}})


def test_mse():
    mse = importlib.import_module("{STEP}").mse
    assert np.allclose(mse(tf.constant([1.0, 2.0]), tf.constant([2.0, 4.0])), 2.5)
"""


def main() -> None:
    with scratch() as folder:
        work = folder / "exercises"
        shutil.copytree(ROOT / "exercises", work)
        shutil.copy(ROOT / "solutions" / STEP / "solution.py", work / f"{STEP}.py")
        (folder / "test_peer.py").write_text(PEER.format(folder=str(work)))
        found = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), found])
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        _second_check(work, folder / "test_peer.py")
        _save_to_verdict(work / f"{STEP}.py")
        run([*GRADER, "stop"])


def _second_check(work: Path, peer: Path) -> None:
    check = [*GRADER, "check", str(work / f"{STEP}.py")]
    first, _ = run(check)
    commands = {
        "check": check,
        "import": [PYTHON, "-c", "import tensorflow"],
        "pytest": [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(peer)],
    }
    median = alternated(commands, REPEATS)
    _, cpu = run(check)
    report(
        "second `grader check` of 05_mse / `import tensorflow`, wall seconds",
        f"{median['check'] / median['import']:.2f}",
        "under 1 s",
        f"{median['check']:.2f} s (CPU of the client {cpu:.2f} s) / "
        f"{median['import']:.2f} s; pytest on the same file {median['pytest']:.2f} s; "
        f"the first one {first:.1f} s; medians of {REPEATS}, alternated",
    )


def _save_to_verdict(file: Path) -> None:
    text = file.read_text()
    process = subprocess.Popen(
        [*GRADER, "watch"],
        cwd=file.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **QUIET, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    next(line for line in lines if line.startswith("Next:"))
    time.sleep(1)
    seconds = []
    for number in range(REPEATS * 2 + 1):
        other = file.with_suffix(".tmp")
        other.write_text(f"{text}\n# {number}\n")
        start = time.perf_counter()
        other.replace(file)
        next(line for line in lines if "passed" in line)
        seconds.append(time.perf_counter() - start)
        next(line for line in lines if line.startswith("Next:"))
        time.sleep(0.5)
    process.terminate()
    process.wait()
    later = seconds[1:]
    report(
        "from a save to the verdict of 05_mse, `grader watch`",
        f"{statistics.median(later):.2f} s",
        "at most 0.3 s",
        f"from {min(later):.2f} to {max(later):.2f} s, {len(later)} saves; the first "
        f"{seconds[0]:.2f} s",
    )


if __name__ == "__main__":
    main()
