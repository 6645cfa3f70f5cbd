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

import functools
import importlib.util
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
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
    import tensorflow  # noqa: F401  (its import is not the student's)

    from grader.course import load_course
    from grader.examination.conversation import generator
    from grader.examination.subject import Subject

    course, clock = load_course(), Clock()
    passes = []
    for number in range(PASSES):
        clock.seconds = 0.0
        for step in course.steps:
            namespace = clock.namespace(submission / f"{step.id}.py")
            with Local(namespace, course.data) as conversation:
                for check in step.checks:
                    rng = generator(f"benchmark {number}", step.id, check)
                    check.function(Subject(conversation, course.data), rng)
        passes.append(clock.seconds)
    print(json.dumps(passes))


class Clock:
    """Counts the CPU seconds of this process while a student's function runs."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._running = False

    def namespace(self, path: Path) -> dict[str, Any]:
        """The names of a file, every function of its own wrapped."""
        spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return {
            name: self._timed(thing) if callable(thing) else thing
            for name, thing in vars(module).items()
        }

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **keywords: Any) -> Any:
            if self._running:
                return function(*arguments, **keywords)
            self._running, start = True, time.process_time()
            try:
                return function(*arguments, **keywords)
            finally:
                self._running = False
                self.seconds += time.process_time() - start

        return timed


class Local:
    """The conversation with a namespace of this process, over a pair of sockets."""

    def __init__(self, namespace: dict[str, Any], data: Any) -> None:
        from grader.sandbox.worker import Connection, serve

        self._ours, theirs = socket.socketpair()
        self._connection = Connection(self._ours)
        self._numbers = itertools.count(1)
        self._thread = threading.Thread(
            target=serve, args=(Connection(theirs), namespace), kwargs={"data": data}
        )
        self._thread.start()

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._ours.close()

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
