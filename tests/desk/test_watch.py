"""`grader watch` in a terminal and without one."""

import os
import signal
import subprocess
import sys
import time

import pytest

from desk.samples import BROKEN, ENDLESS, RIGHT, SQUARED
from desk.terminal import Terminal

FOOT = "q quit"
pytest.importorskip("watchfiles")


def save(path, text):
    """As many editors do: another file, put in its place."""
    other = path.with_name(f".{path.name}.tmp")
    other.write_text(text)
    other.replace(path)


@pytest.fixture
def terminal(work):
    """A watch that is ready."""
    made = Terminal("watch")
    made.expect(FOOT)
    yield made
    made.close()


def test_a_save_is_checked_and_keys_answer(work, terminal):
    """Save, verdict, hint, list, a reset that is declined, quit; the terminal is as it
    was."""
    save(work / "01_double.py", SQUARED)
    shown = terminal.expect(FOOT)
    assert "✗ 01 double  failed" in shown
    assert "the square instead of the double" in shown
    terminal.type("h")
    assert "returns twice x" in terminal.expect("Press h for the next one.")
    terminal.type("h")
    assert "doubles a small array" in terminal.expect("Press h for the next one.")
    terminal.type("l")
    assert "02 total" in terminal.expect("Next: 01 double.")
    terminal.type("r")
    terminal.expect("y or n")
    terminal.type("n")
    terminal.expect("Nothing was changed.")
    assert (work / "01_double.py").read_text() == SQUARED
    terminal.type("?")
    terminal.expect("check all steps that were begun")
    terminal.type("q")
    assert terminal.end() == 0
    assert terminal.state() == terminal.lasting


def test_reset_puts_the_stub_back(work, terminal):
    """After a yes."""
    save(work / "01_double.py", SQUARED)
    terminal.expect(FOOT)
    terminal.type("r")
    terminal.expect("y or n")
    terminal.type("y")
    terminal.expect("01_double.py.bak")
    assert "NotImplementedError" in (work / "01_double.py").read_text()


def test_a_syntax_error_is_told_quietly(work, terminal):
    """One sentence with the line; what was shown stays."""
    save(work / "01_double.py", BROKEN)
    assert "01_double.py" in terminal.expect("syntax error in line 1")
    save(work / "01_double.py", RIGHT)
    assert "✓ 01 double  passed" in terminal.expect(FOOT)


def test_a_newer_save_ends_the_examination(work, terminal):
    """An endless loop is mended without waiting for its limit."""
    save(work / "01_double.py", ENDLESS)
    time.sleep(0.5)
    save(work / "01_double.py", RIGHT)
    assert "✓ 01 double  passed" in terminal.expect(FOOT)


def test_ctrl_c_gives_the_terminal_back(work, terminal):
    """Exit code 130."""
    terminal.type("\x03")
    assert terminal.end() == 130
    assert terminal.state() == terminal.lasting


def test_a_file_of_no_step_is_left_alone(work, terminal):
    """And the next save of a step is not."""
    save(work / "notes.py", "1 / 0\n")
    save(work / "01_double.py", RIGHT)
    shown = terminal.expect(FOOT)
    assert "notes" not in shown


def test_without_a_terminal_it_prints_lines(work):
    """No keys, no colours, nothing cleared."""
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", "double"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        lines = iter(process.stdout.readline, "")
        assert "Watching" in next(lines)
        assert any("not attempted" in line for line in lines)
        save(work / "01_double.py", RIGHT)
        assert any("✓ 01 double  passed" in line for line in lines)
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[0]
    assert "\x1b" not in rest
    assert process.returncode == 130
