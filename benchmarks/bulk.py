"""A class of 200 (six early steps) and of 50 (the whole course), two workers.

Prints rows of the table in README.md: submissions a minute, memory of the examiner and of
all processes (PSS, so that shared pages count once), twice the submissions, a second run
with nothing changed, and one process per submission that imports TensorFlow and runs
pytest on the same six steps, alternated with ours. The share that is not student code is
that of right submissions: what their own calls need is measured as in throughput.py.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from _measure import GRADER, PYTHON, QUIET, ROOT, children_cpu, report, scratch
from throughput import own_calls

WORKERS = 2
EARLY = 200
WHOLE = 50
BESIDE = 20
STEPS = (
    "05_mse",
    "08_gradient_descent",
    "13_mnist_questions",
    "15_softmax",
    "16_accuracy",
    "17_crossentropy",
)
SETTINGS = f"[assignment.early]\nsteps = {list(STEPS)}\n"


def main() -> None:
    with scratch() as folder:
        (folder / "grader.toml").write_text(SETTINGS)
        early = make_class(folder / "early", EARLY, "early")
        whole = make_class(folder / "whole", WHOLE, "all")
        seconds = throughput(folder, early, "early", EARLY, "six early steps")
        unchanged(folder, early)
        twice(folder, early, seconds)
        beside_pytest(folder)
        throughput(folder, whole, "", WHOLE, "the whole course")
        share(folder)


def make_class(out: Path, students: int, steps: str, hostile: float = 0.05) -> Path:
    """A class of right, wrong, odd and hostile submissions."""
    tool = [PYTHON, str(ROOT / "tools" / "make_class.py"), str(out)]
    options = ["--students", str(students), "--steps", steps, "--hostile", str(hostile)]
    subprocess.run([*tool, *options, "--seed", "1"], check=True, capture_output=True)
    return out / "class"


def graded(folder: Path, path: Path, assignment: str, name: str) -> list[str]:
    """The command that grades into a store and reports of this name."""
    options = ["--store", str(folder / f"{name}.sqlite"), "--out", str(folder / name)]
    chosen = ["--assignment", assignment] if assignment else []
    quiet = ["--workers", str(WORKERS), "--quiet"]
    return [*GRADER, "grade", str(path), *options, *chosen, *quiet]


def timed(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a command run in a folder."""
    before, start = children_cpu(), time.perf_counter()
    ended = subprocess.run(
        command, cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True
    )
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)}: {ended.returncode}\n{ended.stderr}")
    return time.perf_counter() - start, children_cpu() - before


def throughput(folder: Path, path: Path, assignment: str, count: int, what: str) -> float:
    """Submissions a minute, and memory at its highest; the wall seconds of all."""
    with watching() as seen:
        wall, cpu = timed(graded(folder, path, assignment, f"t{count}"), folder)
    report(
        f"submissions a minute, {what}",
        f"{60 * count / wall:.0f}",
        "-",
        f"{count} submissions in {wall:.0f} s, {WORKERS} workers; CPU {cpu / count:.2f} s "
        f"each; memory at most {seen.examiner:.0f} MB of the examiner, "
        f"{seen.all:.0f} MB of all processes",
    )
    return wall


def unchanged(folder: Path, path: Path) -> None:
    """The same command again."""
    command = graded(folder, path, "early", f"t{EARLY}")
    walls = [timed(command, folder)[0] for _ in range(5)]
    report(
        f"second run of {EARLY}, nothing changed",
        f"{statistics.median(walls):.2f} s",
        "under 2 s",
        f"median of {len(walls)}, from {min(walls):.2f} to {max(walls):.2f} s",
    )


def twice(folder: Path, path: Path, seconds: float) -> None:
    """Both halves of the class, each from nothing, beside the whole of it."""
    halves = []
    for half in range(2):
        for student in sorted(path.iterdir())[half::2]:
            shutil.copytree(student, folder / f"half{half}" / student.name)
        command = graded(folder, folder / f"half{half}", "early", f"h{half}")
        halves.append(timed(command, folder)[0])
    report(
        "twice the submissions take times the time",
        f"{seconds / statistics.mean(halves):.2f}",
        "2 within 10%",
        f"{EARLY} submissions in {seconds:.0f} s, its halves in {halves[0]:.0f} s and "
        f"{halves[1]:.0f} s",
    )


def beside_pytest(folder: Path) -> None:
    """Each submission in a process of its own that imports TensorFlow and runs pytest."""
    path = make_class(folder / "beside", BESIDE, "early", hostile=0.0)
    students = sorted(one for one in path.iterdir() if one.is_dir())
    ours, theirs = [], []
    for turn in range(2):
        ours.append(timed(graded(folder, path, "early", f"b{turn}"), folder)[0])
        start = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(run_pytest, students))
        theirs.append(time.perf_counter() - start)
    ratio = statistics.mean(theirs) / statistics.mean(ours)
    report(
        "pytest, one process a submission / ours, wall seconds",
        f"{ratio:.1f}",
        "-",
        f"{len(students)} submissions of six steps, {WORKERS} at a time: "
        f"{statistics.mean(theirs):.0f} s / {statistics.mean(ours):.0f} s, start "
        "included; means of 2, alternated",
    )


def run_pytest(student: Path) -> None:
    """As an instructor would: the test file beside the student's files."""
    shutil.copy(ROOT / "benchmarks" / "pytest_peer.py", student / "test_peer.py")
    subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_peer.py"],
        cwd=student,
        env={**os.environ, **QUIET},
        capture_output=True,
        timeout=300,
    )


def share(folder: Path) -> None:
    """Of right submissions of the whole course: how much of the CPU is not their own."""
    one = folder / "right" / "student"
    one.mkdir(parents=True)
    for solution in sorted((ROOT / "solutions").glob("[0-9][0-9]_*/solution.py")):
        shutil.copy(solution, one / f"{solution.parent.name}.py")
    for number in range(BESIDE):
        shutil.copytree(one, folder / "rights" / f"student_{number:02}")
    _, cpu = timed(graded(folder, folder / "rights", "", "rights"), folder)
    first, _ = own_calls(one)
    each = cpu / BESIDE
    report(
        "share of CPU that is not student code, right submissions of the whole course",
        f"{100 * (1 - first / each):.0f}%",
        "at most 15%",
        f"{each:.2f} s of CPU a submission, own calls {first:.2f} s; {BESIDE} submissions",
    )


class Seen:
    """The most memory that was seen, in MB."""

    examiner = 0.0
    all = 0.0


@contextlib.contextmanager
def watching() -> Iterator[Seen]:
    """Look twice a second at the PSS of all descendants of this process."""
    seen, over = Seen(), threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            pss = {pid: proportional(pid) for pid in descendants(os.getpid())}
            if pss:
                seen.examiner = max(seen.examiner, pss[min(pss)])
                seen.all = max(seen.all, sum(pss.values()))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def descendants(pid: int) -> list[int]:
    """All processes below one, the oldest first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(0), [])
        found += below
        todo += below
    return found


def proportional(pid: int) -> float:
    """The PSS of a process in MB; 0 when it has gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
