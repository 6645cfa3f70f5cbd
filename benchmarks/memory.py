"""Memory of the examiner after 5 and after 40 submissions.

Grades in this process through `grader.run.grade_all`, as the command does, and reads
/proc/self/status as each record arrives. Records are kept, as they are for the report,
so a little growth is theirs; `anon` leaves out the mapped data set.
"""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

from _measure import report, right_submission, scratch

EARLY, LATE = 5, 40
WORKERS = 2


def main() -> None:
    from grader.course import load_course
    from grader.run import grade_all, open_setting
    from grader.submissions import find_submissions

    with scratch() as folder:
        one = right_submission(folder / "one")
        for number in range(LATE):
            shutil.copytree(one, folder / "class" / f"student_{number:02}")
        course = load_course()
        submissions = find_submissions([folder / "class"], course)
        seen: list[tuple[float, float]] = []

        def note(record: object) -> None:
            gc.collect()
            seen.append((resident("VmRSS"), resident("RssAnon")))

        with open_setting(course, "benchmark") as setting:
            grade_all(submissions, setting, WORKERS, on_done=note)
    (early, early_anon), (late, late_anon) = seen[EARLY - 1], seen[LATE - 1]
    report(
        f"examiner's memory after {LATE} / after {EARLY} submissions",
        f"{late / early:.2f}",
        "flat",
        f"{early:.0f} MB, then {late:.0f} MB (anon {early_anon:.0f}, {late_anon:.0f} MB)",
    )


def resident(kind: str) -> float:
    """Megabytes of this process, from /proc."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("/proc does not tell the memory of this process")


if __name__ == "__main__":
    main()
