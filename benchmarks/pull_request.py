"""A pull request that touches three steps: how long from start to summary, by parts?

    python benchmarks/pull_request.py [KIT]

The scripts are those of the workflow, on local git: take the exercises, install the
grader with pip's downloads at hand (the first installation fetches them, and does not
count), grade. KIT is a release kit of the whole course with the grader's wheel in it;
without one it is made, which takes minutes.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from _measure import PYTHON, QUIET, ROOT, report, scratch

STEPS = ("05_mse", "15_softmax", "16_accuracy")
INSTALLATIONS, GRADINGS = 2, 3
BOUND = 5.0


def main() -> None:
    with scratch() as folder:
        kit = Path(sys.argv[1]) if sys.argv[1:] else made_kit(folder)
        course = folder / "course"
        grader("template", "github-course", course, "--kit", kit)
        proposed = pull_request(folder / "proposed", course)
        parts: dict[str, list[float]] = {}
        for number in range(INSTALLATIONS + 1):
            work = folder / f"run-{number}"
            work.mkdir()
            found = run(work, course, proposed, folder / "pip")
            print(f"run {number}: {found}")
            for name, seconds in found.items():
                if number:  # the first fills pip's cache
                    parts.setdefault(name, []).extend(seconds)
    median = {name: statistics.median(seconds) for name, seconds in parts.items()}
    whole = median["take"] + median["install"] + median["grade"]
    rest = median["take"] + median["grade"] - median["import"]
    report(
        "pull request of three steps, without installation and import",
        f"{rest:.1f} s",
        f"under {BOUND:.0f} s",
        f"{whole:.1f} s from start to summary: installation {median['install']:.1f} s, "
        f"import of TensorFlow {median['import']:.1f} s, taking the exercises "
        f"{median['take']:.1f} s, grading without the import "
        f"{median['grade'] - median['import']:.1f} s; medians of {INSTALLATIONS} "
        f"installations and {INSTALLATIONS * GRADINGS} gradings",
    )


def run(work: Path, course: Path, proposed: Path, cache: Path) -> dict[str, list[float]]:
    """Seconds of each part; `grade` includes its import, `import` is the same one alone."""
    action, environment = course / ".grader/action", work / "grader"
    told = {"PIP_CACHE_DIR": str(cache), "XDG_CACHE_HOME": str(cache / "grader")}
    installed = timed(["bash", action / "install.sh", PYTHON, environment], told)
    parts: dict[str, list[float]] = {"install": [round(installed, 2)]}
    for number in range(GRADINGS):
        out = work / str(number)
        take = [action / "take-exercises.sh", course / "checks", proposed, out]
        grade = [environment / "bin/grader", "ci", f"--course={course / 'checks'}"]
        grade += ["--base=HEAD^1", f"--report-dir={out / 'report'}", out / "exercises"]
        alone = [environment / "bin/python", "-c", "import tensorflow"]
        for name, command in (
            ("take", ["bash", *take]),
            ("grade", grade),
            ("import", alone),
        ):
            parts.setdefault(name, []).append(round(timed(command, told), 2))
        summary = (out / "report/summary.md").read_text(encoding="utf-8")
        if not all(step in summary for step in STEPS):
            raise SystemExit(f"Not all steps were graded:\n{summary}")
    return parts


def timed(command: list[object], told: dict[str, str]) -> float:
    """Wall seconds of a command, away from this checkout's own grader."""
    environment = {**os.environ, **QUIET, **told}
    environment.pop("PYTHONPATH", None)
    start = time.perf_counter()
    ended = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True
    )
    if ended.returncode:
        raise SystemExit(f"{command} ended with {ended.returncode}:\n{ended.stderr}")
    return time.perf_counter() - start


def pull_request(repository: Path, course: Path) -> Path:
    """The course's repository, with a commit that answers three steps."""
    shutil.copytree(course, repository)
    git(repository, "init", "-q")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "The course")
    for step in STEPS:
        solution = ROOT / "solutions" / step / "solution.py"
        shutil.copy(solution, repository / "exercises" / f"{step}.py")
    git(repository, "commit", "-qam", "Three steps")
    return repository


def git(repository: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "-C", repository, *who, *words], check=True)


def made_kit(folder: Path) -> Path:
    build = [
        PYTHON,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder / "dist",
    ]
    subprocess.run([*build, ROOT], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (folder / "dist").iterdir()
    kit = folder / "kit"
    grader("release", "--course", ROOT / "solutions", "--out", kit, "--wheel", wheel)
    return kit


def grader(*words: object) -> None:
    command = [PYTHON, "-m", "grader", *map(str, words)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
