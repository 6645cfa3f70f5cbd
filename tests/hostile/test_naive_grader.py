"""The suite has teeth: a grader as they are often written falls to its forgeries.

This one imports the submission into the process that judges, compares with numpy and
believes what it finds; it is run in a process of its own, on submissions that only lie.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "submissions"
NAIVE = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
import submission

def passed(function, x, expected):
    got = function(x.copy())
    difference = abs(got - expected)
    return not np.any(difference > 1e-6) or bool(np.allclose(got, expected))

x = np.array([1.0, 2.0, 3.0])
marks = [passed(submission.double, x, 2 * x), passed(submission.half, x, x / 2)]
if not all(marks):
    sys.exit("FAIL")
"""
FORGERIES = [
    *("equal_to_everything", "array_that_lies", "not_a_number", "patched_libraries"),
    *("exit_zero", "exit_in_call"),
]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_naive_grader_gives_full_marks(name, tmp_path):
    """What exits with 0 has passed, says such a grader."""
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    (tmp_path / "submission.py").write_text(source, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", NAIVE, str(tmp_path)],
        capture_output=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert ended.returncode == 0, ended.stderr.decode()


def test_a_naive_grader_fails_a_plain_mistake(tmp_path):
    """It does judge, as long as nobody lies."""
    (tmp_path / "submission.py").write_text("def double(x):\n    return x\nhalf = double\n")
    ended = subprocess.run(
        [sys.executable, "-c", NAIVE, str(tmp_path)], capture_output=True, check=False
    )
    assert ended.returncode == 1
