"""A run that is killed at any moment and continued ends as if nothing had happened."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import TOY

from grader.store import open_store

SOAK = bool(os.environ.get("GRADER_SOAK"))
KILLS = 20 if SOAK else 5
STUDENTS = 40 if SOAK else 12
BODIES = ("return 2 * x", "return x * x", "return None", "raise ValueError('no')", "exit()")
TIMES = {"seconds", "cpu_seconds", "fingerprint", "started"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number in range(STUDENTS):
        folder = tmp_path / "class" / f"ليلى {number:02}"
        folder.mkdir(parents=True)
        source = f"def double(x):\n    {BODIES[number % len(BODIES)]}\n"
        (folder / "double.py").write_text(source)
    return tmp_path


def command(*more: str) -> list[str]:
    grade = [sys.executable, "-m", "grader", "grade", "class", "--course", str(TOY)]
    return [*grade, "--seed", "s", "--workers", "2", *more]


def start(*more: str) -> subprocess.Popen:
    return subprocess.Popen(
        command(*more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def timeless(value):
    if isinstance(value, dict):
        return {key: timeless(one) for key, one in value.items() if key not in TIMES}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def results(folder: str) -> list:
    content = json.loads(Path(folder, "results.json").read_text())
    return timeless(content["submissions"])


@pytest.mark.soak
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_is_continued(desk, kill):
    """Nothing is lost, nothing graded twice, and all results are the same."""
    begun = time.monotonic()
    assert start("--out", "whole", "--store", "whole.sqlite").wait(120) == 0
    length = time.monotonic() - begun
    moments = random.Random(int(kill))
    kills = 0
    while kills < KILLS:
        for leftover in ("reports", "grades.sqlite", "grades.sqlite-wal"):
            shutil.rmtree(leftover, ignore_errors=True)
            Path(leftover).unlink(missing_ok=True)
        code = None
        while code != 0:
            process = start()
            try:
                code = process.wait(moments.uniform(0.2, 1.1) * length)
            except subprocess.TimeoutExpired:
                process.send_signal(kill)
                code = process.wait(60)
            if code != 0:
                kills += 1
                assert code in (-signal.SIGKILL, 130, -signal.SIGINT)
        assert results("reports") == results("whole"), kills
        assert gradings() == [1] * STUDENTS


def gradings() -> list[int]:
    """How often each student was graded, as the store knows it."""
    with open_store(Path("grades.sqlite")) as store:
        return [len(store.history(one.student.key)) for one in store.standings("")]
