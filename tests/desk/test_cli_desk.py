"""The desk's commands as a student types them: what is printed, exit codes."""

import json
import os

import pytest

from desk.samples import BROKEN, RIGHT, SQUARED
from grader.cli import run
from grader.cli.desk import _sorted

pytestmark = pytest.mark.usefixtures("no_server")
PRINTS = RIGHT.replace("return 2 * x", "print(2 * x)")


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def test_check_shows_the_first_failure_in_full(work, capsys):
    """Sign and word, the call, expected beside returned with the place marked, the name of
    the mistake and its hint; and what comes next."""
    (work / "01_double.py").write_text(SQUARED)
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "✗ 01 double  failed  3 of 7 points" in out
    assert "> double(x)" in out
    assert out.count(">-0.86268<") == 1
    assert "This looks like the square instead of the double." in out
    assert "Two times x is not x times x." in out
    assert out.index("✗ doubles a small array") < out.index("✓ halves")
    assert "1 step is not begun yet." in out
    assert "Next: 01 double." in out


def test_check_of_a_right_step_is_short(work, capsys):
    """A line for the step, that grading has more, how far one is, what is next."""
    (work / "01_double.py").write_text(RIGHT)
    assert run(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "✓ 01 double  passed  7 of 7 points"
    assert sum("further checks" in line for line in lines) == 1
    assert "1 of 2 steps passed" in lines[-2]
    assert lines[-1].startswith("Next: 02 total.")


def test_only_the_first_failing_step_is_told_in_full(work, capsys):
    """The next one is a line, and how to see more of it."""
    (work / "01_double.py").write_text(SQUARED)
    (work / "02_total.py").write_text("total = max\n")
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "✗ 02 total  failed" in out
    assert "the largest instead of the sum" not in out
    assert "`grader check total`" in out


@pytest.mark.parametrize("name", ["total", "02_total", "02_total.py", "./02_total.py"])
def test_a_step_is_named_in_several_ways(work, capsys, name):
    """By id, by name, by its file."""
    (work / "02_total.py").write_text("total = sum\n")
    assert run(["check", name]) == 0
    assert "✓ adds up a list" in capsys.readouterr().out


def test_nothing_begun_asks_whether_it_was_saved(work, capsys):
    """That every file is as it was handed out is no failure."""
    assert run(["check"]) == 0
    assert "saved" in capsys.readouterr().out


def test_an_unsaved_file_is_told_by_name(work, capsys):
    """The stub that is there is not what the student sees in the editor."""
    assert run(["check", "double"]) == 1
    out = capsys.readouterr().out
    assert "01_double.py is still as it was handed out" in out


def test_an_empty_file_is_told(work, capsys):
    """Some editors make the file before the text is in it."""
    (work / "01_double.py").write_text("")
    assert run(["check"]) == 1
    assert "This file is empty." in capsys.readouterr().out


def test_a_renamed_function_is_recognised(work, capsys):
    """With the name that was found."""
    (work / "01_double.py").write_text(RIGHT.replace("double", "duoble"))
    assert run(["check"]) == 1
    assert "but there is duoble" in capsys.readouterr().out


def test_print_in_place_of_return_is_explained(work, capsys):
    """Once, and what was printed is shown."""
    (work / "01_double.py").write_text(PRINTS)
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "is there a return?" in out
    assert out.count("print shows a value to people") == 1
    assert "Your code printed:" in out


def test_a_syntax_error_shows_the_line(work, capsys):
    """The student's own line and the place in it."""
    (work / "01_double.py").write_text(BROKEN)
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "01_double.py, line 1" in out
    assert "def double(x)\n" in out
    assert "^" in out


def test_output_in_a_pipe_is_plain(work, capsys):
    """No colour, nothing that moves, no blanks at the ends of lines."""
    (work / "01_double.py").write_text(SQUARED)
    run(["check"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert all(line == line.rstrip() for line in out.splitlines())


def test_no_line_is_wider_than_the_terminal(work, capsys, monkeypatch):
    """Values are cut there, words are wrapped."""
    monkeypatch.setenv("COLUMNS", "40")
    (work / "01_double.py").write_text(SQUARED)
    for command in (["check", "--all"], ["list"], ["hint", "double"], ["next"]):
        run(command)
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 40, command


def test_what_a_student_prints_cannot_move_the_cursor(work, capsys):
    """Control characters are written out or left out; markup is only text."""
    text = RIGHT.replace("    return 2", "    print('\\x1b[2J[red]\\u202e')\n    return 3")
    (work / "01_double.py").write_text(text)
    run(["check"])
    out = capsys.readouterr().out
    assert "[red]⟨U+202E⟩" in out
    assert "\x1b" not in out


def test_wrong_names_are_usage_errors(work, capsys):
    """An unknown step, an empty one, a file that is not there: 2, and a sentence."""
    for name, told in (("totl", "'total'"), ("", "empty"), ("no.py", "no such file")):
        assert run(["check", name]) == 2
        assert told in capsys.readouterr().err


def test_names_and_paths_are_told_apart():
    """A path has a slash or a suffix."""
    steps, paths = _sorted(["mse", "15_softmax", "a/b.py", "x.ipynb", "."])
    assert steps == ("mse", "15_softmax")
    assert [str(one) for one in paths] == ["a/b.py", "x.ipynb", "."]


def test_hints_come_one_by_one(work, capsys):
    """From what is asked to how to mend it; then the last one again."""
    (work / "01_double.py").write_text(SQUARED)
    seen = []
    for _ in range(5):
        assert run(["hint", "double"]) == 0
        seen.append(capsys.readouterr().out)
    assert "returns twice x" in seen[0]
    assert "doubles a small array" in seen[1]
    assert "the square instead of the double" in seen[2]
    assert "Two times x is not x times x." in seen[3]
    assert seen[3] == seen[4]
    assert "Hint 1 of 4" in seen[0]
    run(["hint", "double", "--all"])
    assert "Hint 1 of 4" in (whole := capsys.readouterr().out)
    assert "Hint 4 of 4" in whole


def test_another_mistake_begins_its_hints_anew(work, capsys):
    """What was told about one mistake says nothing of the next."""
    (work / "01_double.py").write_text(SQUARED)
    for _ in range(3):
        run(["hint", "double"])
    (work / "01_double.py").write_text(RIGHT.replace("2 * x", "x"))
    capsys.readouterr()
    run(["hint", "double"])
    assert "Hint 1 of" in capsys.readouterr().out


def test_a_passing_step_needs_no_hint(work, capsys):
    """It says so."""
    (work / "01_double.py").write_text(RIGHT)
    run(["hint", "double"])
    assert "nothing to hint at" in capsys.readouterr().out


def test_list_shows_what_is_known_and_what_changed_since(work, capsys):
    """An outcome belongs to the file as it was checked."""
    (work / "01_double.py").write_text(RIGHT)
    run(["check"])
    capsys.readouterr()
    assert run(["list"]) == 0
    assert "✓ 01 double  passed" in capsys.readouterr().out
    (work / "01_double.py").write_text(SQUARED)
    run(["list"])
    assert "01 double  not checked" in capsys.readouterr().out


def test_next_shows_the_brief(work, capsys):
    """Of the first step that is not known to pass."""
    (work / "01_double.py").write_text(RIGHT)
    run(["check"])
    capsys.readouterr()
    assert run(["next"]) == 0
    out = capsys.readouterr().out
    assert "`total(numbers)` returns the sum of a list." in out
    assert "02_total.py" in out


def test_reset_keeps_every_version(work, capsys):
    """Two resets, two backups; the stub is as it was handed out."""
    path = work / "01_double.py"
    stub = path.read_text()
    for version in (SQUARED, RIGHT):
        path.write_text(version)
        assert run(["reset", "double", "--yes"]) == 0
        assert path.read_text() == stub
    assert (work / "01_double.py.bak").read_text() == SQUARED
    assert (work / "01_double.py.bak2").read_text() == RIGHT
    assert run(["reset", "double", "--yes"]) == 2
    assert "already" in capsys.readouterr().err


def test_reset_asks_first(work, monkeypatch):
    """No answer is no."""
    (work / "01_double.py").write_text(SQUARED)
    monkeypatch.setattr("typer.confirm", lambda question: False)
    assert run(["reset", "double"]) == 1
    assert (work / "01_double.py").read_text() == SQUARED


def test_report_of_one_s_own_work(work, capsys, monkeypatch):
    """Without a store, in a folder with exercises: the student's page, opened."""
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    (work / "01_double.py").write_text(SQUARED)
    assert run(["report"]) == 0
    (page,) = (work / "report" / "submissions").iterdir()
    assert opened == [page.as_uri()]
    assert "the square instead of the double" in page.read_text()
    assert "doubles any array" not in page.read_text()  # a hidden check
    assert run(["report", "--no-open"]) == 0
    assert len(opened) == 1


@pytest.mark.parametrize("content", ["", "[]", "{", '{"course": 1, "steps": []}', "null"])
def test_a_damaged_memory_is_forgotten(work, content):
    """It holds nothing that a check would not find again."""
    folder = work / ".grader"
    folder.mkdir()
    (folder / "desk.json").write_text(content)
    (work / "01_double.py").write_text(RIGHT)
    assert run(["check"]) == 0
    assert json.loads((folder / "desk.json").read_text())["steps"]["01_double"]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_no_error(work):
    """Only the memory is lost."""
    (work / "01_double.py").write_text(RIGHT)
    work.chmod(0o500)
    try:
        assert run(["check"]) == 0
    finally:
        work.chmod(0o700)


def test_memory_that_is_a_file_is_no_error(work):
    """Where the folder cannot be made nothing is remembered."""
    (work / ".grader").write_text("mine")
    (work / "01_double.py").write_text(RIGHT)
    assert run(["check"]) == 0
    assert run(["hint", "total"]) == 0
