"""Long runs: nothing is lost, nothing is left behind, no mark is wrong.

`make test` takes small samples, `make soak` the full counts (GRADER_SOAK=1).
"""

import contextlib
import gc
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import TOY, grade_files, grade_many, notebook, step_of, workers_of

from grader.course import load_course
from grader.records import Outcome
from grader.run import open_setting
from grader.submissions import find_submissions

pytestmark = pytest.mark.soak
SOAK = bool(os.environ.get("GRADER_SOAK"))
KILLS = 100 if SOAK else 5
SUBMISSIONS = 1000 if SOAK else 50
FORKS = 250 if SOAK else 20
NOTEBOOKS = 200 if SOAK else 20

DOUBLE = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
TOTAL = "def total(numbers):\n    return sum(numbers)\n"
KINDS = [
    ({"double.py": DOUBLE, "total.py": TOTAL}, 20),
    ({"double.py": DOUBLE.replace("2 *", "3 *"), "total.py": TOTAL}, 13),
    ({"double.py": "import os\nos._exit(1)\n", "total.py": TOTAL}, 10),
    ({"double.py": "def double(x)\n", "total.py": TOTAL}, 10),
    ({"double.py": DOUBLE}, 10),
]


def make_class(folder, count):
    """Submissions of all kinds; the score that each must get, by id."""
    expected = {}
    for number in range(count):
        files, score = KINDS[number % len(KINDS)]
        student = folder / f"student_{number:04}"
        student.mkdir(parents=True)
        for name, source in files.items():
            (student / name).write_text(source)
        expected[student.name] = score
    return expected


def held_by_this_process():
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


def the_server(source):
    """The fork server."""
    return [source.pid]


def the_maker(source):
    """The process that makes supervisors, the server's first child."""
    children = Path(f"/proc/{source.pid}/task/{source.pid}/children")
    try:
        return [int(pid) for pid in children.read_text().split()][:1]
    except OSError:
        return []


@pytest.mark.parametrize(
    ("victims", "pause"),
    [(the_server, (0.3, 0.9)), (workers_of, (0.05, 0.3)), (the_maker, (0.3, 0.9))],
)
def test_a_killed_process_changes_no_mark(tmp_path, victims, pause):
    """SIGKILL at random moments: every score is right, or there is none."""
    course = load_course(TOY)
    expected = make_class(tmp_path, 60)
    submissions = find_submissions([tmp_path], course)
    moments = random.Random(KILLS)
    kills = 0
    while kills < KILLS:
        stop = threading.Event()
        with open_setting(course, "seed") as setting:

            def kill(source=setting.source, stop=stop):
                nonlocal kills
                while kills < KILLS and not stop.wait(moments.uniform(*pause)):
                    for pid in victims(source)[:1]:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                            kills += 1

            killer = threading.Thread(target=kill)
            killer.start()
            records = grade_many(submissions, setting, 2)
            stop.set()
            killer.join()
        for record in records:
            assert record.score in (expected[record.id], None), record.id
            assert record.score is not None or record.status == "ungraded"


def test_many_submissions_leave_nothing_behind(tmp_path, monkeypatch):
    """Descriptors, threads and scratch folders are as many after a class as before."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    course = load_course(TOY)
    expected = make_class(tmp_path / "class", SUBMISSIONS)
    submissions = find_submissions([tmp_path / "class"], course)
    with open_setting(course, "seed") as setting:
        grade_many(submissions[:5], setting, 2)
        before = held_by_this_process()
        records = grade_many(submissions, setting, 2)
        time.sleep(0.2)
        assert held_by_this_process() == before
        assert workers_of(setting.source) == []
    assert {record.id: record.score for record in records} == expected
    assert list(scratch.iterdir()) == []


HOSTILE_CELLS = [
    "import os\nos._exit(0)",
    "import ctypes\nctypes.string_at(0)",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
    "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(600,), daemon=False).start()",
    "import os\nfor n in range(3, 60):\n"
    "    try: os.write(n, b'\\x00\\x00\\x00\\x02{}' * 9)\n    except OSError: pass",
    "import os\nfor n in range(3, 60):\n    try: os.close(n)\n    except OSError: pass",
    "raise SystemExit",
]


def test_many_notebooks_two_at_a_time(notebook_setting, tmp_path, monkeypatch):
    """A fifth of them hostile: each honest one is right, and nothing is left behind."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for number in range(NOTEBOOKS):
        hostile = (
            [HOSTILE_CELLS[number // 5 % len(HOSTILE_CELLS)]] if number % 5 == 0 else []
        )
        student = tmp_path / "class" / f"student_{number:04}"
        student.mkdir(parents=True)
        work = notebook("import math", *hostile, DOUBLE, "double(21)", TOTAL)
        (student / "workshop.ipynb").write_bytes(work)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    submissions = find_submissions([tmp_path / "class"], notebook_setting.course)
    grade_many(submissions[:1], notebook_setting, 1)
    before = held_by_this_process()
    records = grade_many(submissions, notebook_setting, 2)
    time.sleep(0.2)
    assert held_by_this_process() == before
    assert workers_of(notebook_setting.source) == []
    assert list(scratch.iterdir()) == []
    for number, record in enumerate(records):
        assert record.fault == ""
        assert record.score == 20, (number, record.notebooks[0].stopped)
        if number % 5:
            assert record.notebooks[0].stopped == ""
            assert record.notebooks[0].cells[2].outputs[0].data == "42"


@pytest.mark.tensorflow
def test_forked_tensorflow_neither_hangs_nor_crashes(workshop_setting, tmp_path):
    """Tape, tf.function, tf.data, fit and numpy in fork after fork."""
    source = (
        "import numpy as np, tensorflow as tf\n"
        "@tf.function\ndef f(x):\n    return tf.reduce_sum(x @ tf.transpose(x))\n"
        "f(tf.ones([50, 50]))\n"
        "for x in tf.data.Dataset.range(20).map(lambda n: n + 1).batch(4): pass\n"
        "model = tf.keras.Sequential([tf.keras.layers.Dense(2)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(np.ones((8, 3)), np.ones((8, 2)), verbose=0)\n"
        "def mse(y_true, y_pred):\n    return tf.reduce_mean((y_true - y_pred) ** 2)\n"
    )
    for _ in range(FORKS):
        record = grade_files(workshop_setting, tmp_path, {"mse.py": source})
        assert step_of(record, "05_mse").outcome is Outcome.PASSED


def test_a_killed_examiner_leaves_no_process(tmp_path):
    """SIGKILL of the examiner ends the fork server and a worker that is stuck."""
    program = (
        "import os, sys, threading, time\n"
        "from pathlib import Path\n"
        "from grader.examination.conversation import Budget\n"
        "from grader.examination.references import load_code\n"
        "from grader.records import Limits\n"
        "from grader.sandbox.loading import Part\n"
        "from grader.sandbox.sources import ForkServer, Preload\n"
        "source = ForkServer(Preload())\n"
        "worker = source.worker(Limits())\n"
        "print(source.pid, worker.pid, flush=True)\n"
        "stuck = Part('stuck.py', 'while True: pass')\n"
        "load_code(worker, Budget(Limits()), (stuck,), seconds=60)\n"
    )
    examiner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    pids = [int(word) for word in examiner.stdout.readline().split()]
    time.sleep(0.3)
    examiner.kill()
    examiner.communicate()
    deadline = time.monotonic() + 10
    while any(map(running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(running, pids))


def test_an_examiner_killed_at_any_moment_loses_nothing(tmp_path, monkeypatch):
    """SIGKILL of `grader grade`: no process stays, and the next run is whole and clean."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(scratch))
    expected = make_class(tmp_path / "class", 20)
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "class")]
    command += ["--course", str(TOY), "--out", str(tmp_path / "out"), "--workers", "2"]
    moments = random.Random(KILLS)
    for _ in range(KILLS):
        examiner = subprocess.Popen(
            [*command, "--force"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.2, 3.0))
        family = descendants(examiner.pid)
        examiner.kill()
        examiner.wait()
        deadline = time.monotonic() + 10
        while any(map(running, family)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(map(running, family))
        results = tmp_path / "out" / "results.json"
        assert not results.exists() or json.loads(results.read_text())
    for folder in scratch.glob("job-*"):
        os.utime(folder, (0, 0))  # as if it had happened a while ago
    subprocess.run(command, check=True, capture_output=True)
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert {one["id"]: one["score"] for one in results["submissions"]} == expected
    assert list(scratch.glob("job-*")) == []


def descendants(pid):
    """The processes that a process has made, and those that they have made."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def running(pid):
    """Whether a process exists and is no zombie (whoever adopts it may be slow to reap)."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
