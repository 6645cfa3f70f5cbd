"""One 05_mse graded cold, against `python -c 'import tensorflow'`.

Cold: nothing of ours is running. `first ever` also has no cached findings; MNIST has
been unpacked, as on every start but the very first.
"""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from _measure import GRADER, PYTHON, report, right_submission, run, scratch

REPEATS = 9
BOUND = 1.5


def main() -> None:
    with scratch() as folder:
        file = right_submission(folder / "student") / "05_mse.py"
        grade = [*GRADER, "grade", str(file), "--out", str(folder / "reports")]
        plain = [PYTHON, "-c", "import tensorflow"]
        cache = folder / "cache"
        run(grade, cache)
        run(plain, cache)
        seconds: dict[str, list[float]] = {"import": [], "cold": [], "first ever": []}
        for _ in range(REPEATS):
            seconds["import"].append(run(plain, cache)[0])
            seconds["cold"].append(run(grade, cache)[0])
            forget_findings(cache)
            seconds["first ever"].append(run(grade, cache)[0])
    median = {name: statistics.median(times) for name, times in seconds.items()}
    report(
        "05_mse graded cold / `import tensorflow`",
        f"{median['cold'] / median['import']:.2f}",
        f"at most {BOUND}",
        f"{median['cold']:.2f} s / {median['import']:.2f} s; without cached findings "
        f"{median['first ever'] / median['import']:.2f} ({median['first ever']:.2f} s); "
        f"medians of {REPEATS}, alternated",
    )


def forget_findings(cache: Path) -> None:
    """As if nothing had ever been graded here."""
    shutil.rmtree(cache / "grader" / "findings", ignore_errors=True)


if __name__ == "__main__":
    main()
