"""CPU seconds of ours per submission: 40 right submissions of all steps, 2 workers.

From the CPU seconds of the whole command, divided by 40, are taken those that the
student's own calls need. These are measured in plain processes, as many side by side as
there are workers (two busy cores share memory and clock), each of which holds the same
checks with the same code and counts only while a function of the student's runs. The
first pass in such a process also pays for what TensorFlow sets up at its first
operation; both passes are printed, and the excess is taken against the first, since
every submission has a process of its own here too.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _measure import GRADER, PYTHON, QUIET, ROOT, report, right_submission, run, scratch

SUBMISSIONS = 40
WORKERS = 2
BOUND = 0.5
PASSES = 5


def main() -> None:
    with scratch() as folder:
        one = right_submission(folder / "one" / "student")
        for number in range(SUBMISSIONS):
            shutil.copytree(one, folder / "class" / f"student_{number:02}")
        options = ["--out", str(folder / "reports"), "--workers", str(WORKERS)]
        cache = folder / "cache"
        run([*GRADER, "grade", str(one), *options], cache)
        wall, cpu = run([*GRADER, "grade", str(folder / "class"), *options], cache)
        first, later = own_calls(one)
    each = cpu / SUBMISSIONS
    report(
        "our CPU seconds per submission of all steps",
        f"{each - first:.2f} s",
        f"at most {BOUND} s",
        f"{each:.2f} s in all, own calls {first:.2f} s (first pass; later {later:.2f} s); "
        f"{SUBMISSIONS} submissions, {WORKERS} workers, {wall:.0f} s of wall time",
    )


def own_calls(submission: Path) -> tuple[float, float]:
    """CPU seconds of the student's calls in a plain process: first pass, a later one."""
    from grader.sandbox.sources import environment

    command = [PYTHON, __file__, "own-calls", str(submission)]
    threads = {k: v for k, v in environment().items() if "THREADS" in k}
    beside = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **QUIET, **threads},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(WORKERS)
    ]
    passes = [json.loads(one.communicate()[0].splitlines()[-1]) for one in beside]
    return (
        statistics.mean(first for first, *_ in passes),
        statistics.mean(min(later) for _, *later in passes),
    )


def print_own_calls(submission: Path) -> None:
    """The plain process: hold every check some times, print the seconds of each pass."""
    import numpy as np
    import tensorflow  # noqa: F401  (its import is not the student's)

    from grader.course import load_course
    from grader.examination.conversation import check_seed
    from grader.examination.subject import Subject

    course, clock = load_course(), Clock()
    passes = []
    for number in range(PASSES):
        clock.seconds = 0.0
        for step in course.steps:
            source = (submission / f"{step.id}.py").read_text(encoding="utf-8")
            with Local(step, source, course.data) as conversation:
                for check in step.checks:
                    seed = check_seed(f"benchmark {number}", step.id, check)
                    rng = np.random.default_rng(seed)
                    check.function(Subject(conversation, course.data), rng)
        passes.append(clock.seconds)
    print(json.dumps(passes))


class Clock:
    """Counts the CPU seconds of this process while something of the student's is called."""

    def __init__(self) -> None:
        from grader.sandbox.worker import _Session

        self.seconds = 0.0
        invoke = _Session._invoke

        def timed(session: Any, *request: Any) -> Any:
            start = time.process_time()
            try:
                return invoke(session, *request)
            finally:
                self.seconds += time.process_time() - start

        _Session._invoke = timed  # type: ignore[method-assign]


class Local:
    """The conversation with a step in a thread of this process, over a pair of sockets."""

    def __init__(self, step: Any, source: str, data: Any) -> None:
        from grader.sandbox.worker import Connection, serve

        self._ours, theirs = socket.socketpair()
        self._connection = Connection(self._ours)
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory()
        self._thread = threading.Thread(
            target=serve,
            args=(Connection(theirs),),
            kwargs={"data": data, "folder": Path(self._folder.name)},
        )
        self._thread.start()
        fixtures = step.fixtures and dataclasses.asdict(step.fixtures)
        self.ask(
            *("load", step.id, ()),
            name="student",
            parts=[{"file": f"{step.id}.py", "source": source}],
            mode="full",
            bind={},
            fixtures=fixtures,
            watched=list(step.write_it_yourself),
        )

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._ours.close()
        self._folder.cleanup()

    def ask(
        self, verb: str, target: str, values: Sequence[Any], about: str = "", **fields: Any
    ) -> list[Any]:
        """As the examiner asks a worker; an error ends the benchmark."""
        from grader.sandbox.protocol import Frame

        request = {"id": next(self._numbers), "verb": verb, **fields}
        self._connection.send(Frame(request, tuple(values)))
        reply = self._connection.receive()
        if reply is None or "error" in reply.fields:
            raise SystemExit(f"{verb} {target}: {reply and reply.fields['error']}")
        return list(reply.values)


if __name__ == "__main__":
    if sys.argv[1:2] == ["own-calls"]:
        print_own_calls(Path(sys.argv[2]))
    else:
        main()
