"""The tutorial shows what its commands print, and not what somebody remembered."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.tensorflow
def test_the_first_step_is_as_it_would_be_written():
    """Its commands are typed anew; `python tools/make_tutorial.py` mends it."""
    command = [sys.executable, "tools/make_tutorial.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
