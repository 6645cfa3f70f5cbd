"""What the benchmarks share: timing of commands, facts of the machine, table rows."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
GRADER = [PYTHON, "-m", "grader"]
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}


def run(command: Sequence[str], cache: Path | None = None) -> tuple[float, float]:
    """Run to the end; (wall seconds, CPU seconds of it and all its children).

    cache: folder for the grader's caches; the user's own when None.
    """
    environment = {**os.environ, **QUIET}
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    before, start = children_cpu(), time.perf_counter()
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - start
    if ended.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr}"
        )
    return wall, children_cpu() - before


def children_cpu() -> float:
    """CPU seconds of all children that have ended, their children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alternated(
    commands: Mapping[str, Sequence[str]], repeats: int, cache: Path | None = None
) -> dict[str, float]:
    """Median wall seconds of each command, run in turn: a busy moment hits all."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            seconds[name].append(run(command, cache)[0])
    return {name: statistics.median(times) for name, times in seconds.items()}


@contextmanager
def scratch() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as folder:
        yield Path(folder)


def right_submission(folder: Path) -> Path:
    """A submission of every step of the course that gets full marks."""
    folder.mkdir(parents=True)
    for solution in sorted((ROOT / "solutions").glob("[0-9][0-9]_*/solution.py")):
        shutil.copy(solution, folder / f"{solution.parent.name}.py")
    return folder


def machine() -> str:
    """Processor, cores, system and versions, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.partition(":")[2].strip()
            for line in cpuinfo.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0))
    return (
        f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"
    )


def report(name: str, figure: str, bound: str, details: str) -> None:
    """Print the machine and one row of the table in README.md."""
    print(f"Machine: {machine()}")
    print(f"| {name} | {figure} | {bound} | {details} |", flush=True)
