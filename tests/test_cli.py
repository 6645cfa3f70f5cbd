"""Commands as a person types them: exit codes, messages, what is written."""

import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from conftest import TOY

from grader.cli import app, run
from grader.cli.base import say
from grader.records import Outcome, Reason
from grader.report.results import schema

DOCS = Path(__file__).parent.parent / "docs"
RIGHT = {
    "01_double.py": "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n",
    "02_total.py": "total = sum\n",
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    """A store that a command makes lies in the working directory."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cohort(tmp_path):
    """A folder of three students: right, half right, and nothing handed in."""
    folder = tmp_path / "class"
    for name, files in {
        "ann": RIGHT,
        "bob": {"double.py": RIGHT["01_double.py"].replace("2 * x", "x * x")},
        "cy": {},
    }.items():
        (folder / name).mkdir(parents=True)
        for file, source in files.items():
            (folder / name / file).write_text(source)
    return folder


def grade(*arguments, out):
    return run(["grade", *map(str, arguments), "--course", str(TOY), "--out", str(out)])


def test_grade_writes_valid_results_and_a_page_each(cohort, tmp_path):
    """One command makes results.json, an index and a page per submission; exit code 0."""
    out = tmp_path / "out"
    assert grade(cohort, "--seed", "s", out=out) == 0
    results = json.loads((out / "results.json").read_text())
    jsonschema.validate(results, schema())
    assert [one["score"] for one in results["submissions"]] == [20, 3, 0]
    assert results["run"]["seed"] == "s"
    assert (out / "index.html").is_file()
    assert len(list((out / "submissions").iterdir())) == 3


def test_a_second_run_replaces_the_first(cohort, tmp_path):
    """The same command again leaves one set of whole reports."""
    out = tmp_path / "out"
    for _ in range(2):
        assert grade(cohort, out=out) == 0
    assert {path.name for path in out.iterdir()} == {
        "index.html",
        "results.json",
        "submissions",
    }


def test_fail_under_is_an_exit_code(cohort, tmp_path):
    """A score below the percentage exits with 1; the reports are written all the same."""
    assert grade(cohort, "--fail-under", "50", out=tmp_path / "out") == 1
    assert grade(cohort / "ann", "--fail-under", "100", out=tmp_path / "out") == 0


@pytest.mark.parametrize(
    "arguments", [["nowhere"], [], ["x", "--workers", "0"], ["x", "--fail-under", "101"]]
)
def test_usage_errors_exit_with_2(arguments, tmp_path, capsys):
    """What was typed wrong is said on stderr, without a traceback."""
    assert grade(*arguments, out=tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert told
    assert "Traceback" not in told


def test_an_unwritable_out_is_said_before_grading(cohort, tmp_path, capsys):
    """A folder that cannot be made stops the command at once."""
    (tmp_path / "file").write_text("")
    assert grade(cohort, out=tmp_path / "file" / "out") == 2
    assert "out" in capsys.readouterr().err


def test_a_broken_course_is_a_fault_and_named(cohort, tmp_path, capsys):
    """A course that cannot be read exits with 3 and says where."""
    course = tmp_path / "course" / "01_x"
    course.mkdir(parents=True)
    (course.parent / "course.toml").write_text("")
    (course / "solution.py").write_text('"""Title."""\n')
    (course / "checks.py").write_text("import nope_nope\n")
    arguments = [
        "grade",
        str(cohort),
        "--course",
        str(course.parent),
        "--out",
        str(tmp_path),
    ]
    assert run(arguments) == 3
    assert "checks.py:1" in capsys.readouterr().err


def test_a_check_that_raises_leaves_scores_empty_and_exits_with_3(cohort, tmp_path):
    """A broken check is a grader fault: null and not zero, in results and exit code."""
    import shutil

    course = shutil.copytree(TOY, tmp_path / "course")
    checks = course / "01_double" / "checks.py"
    checks.write_text(checks.read_text().replace("rng.normal(size=3)", "1 / 0", 1))
    out = tmp_path / "out"
    assert run(["grade", str(cohort), "--course", str(course), "--out", str(out)]) == 3
    first = json.loads((out / "results.json").read_text())["submissions"][0]
    assert first["score"] is None
    assert first["status"] == "ungraded"
    assert first["steps"][1]["score"] == 10


def test_explain_confirms_a_record(cohort, tmp_path, capsys):
    """A recorded check is rerun with its seed and found to be as it was."""
    out = tmp_path / "out"
    grade(cohort, out=out)
    assert run(["explain", "bob", "double", "--out", str(out)]) == 0
    assert "is confirmed" in capsys.readouterr().out


def test_explain_needs_no_download_when_there_is_a_store(cohort, tmp_path, capsys):
    """The store has what was handed in, and the secret seed."""
    grade(cohort, out=tmp_path / "out")
    shutil.rmtree(cohort)
    shutil.rmtree(tmp_path / "out")
    assert run(["explain", "bob", "double"]) == 0
    assert capsys.readouterr().out.count("is confirmed") == 3
    assert run(["explain", "dan", "double"]) == 2


def test_explain_notices_a_forged_record(cohort, tmp_path, capsys):
    """A record without a store that was edited is not confirmed."""
    out = tmp_path / "out"
    grade(cohort / "bob", out=out)
    results = json.loads((out / "results.json").read_text())
    results["submissions"][0]["steps"][0]["checks"][0]["outcome"] = "passed"
    (out / "results.json").write_text(json.dumps(results))
    assert run(["explain", "bob", "double", "doubles", "--out", str(out)]) == 1
    assert "NOT confirmed" in capsys.readouterr().out


def test_explain_refuses_a_changed_submission(cohort, tmp_path, capsys):
    """Without a store, what was edited after grading is not what was graded."""
    out = tmp_path / "out"
    grade(cohort / "bob", out=out)
    (cohort / "bob" / "double.py").write_text("# edited")
    assert run(["explain", "bob", "double", "--out", str(out)]) == 2
    assert "changed" in capsys.readouterr().err


def test_an_interrupt_exits_with_130_and_writes_nothing(cohort, tmp_path):
    """Ctrl-C in the middle ends the command and its processes; no half report."""
    (cohort / "ann" / "total.py").unlink(missing_ok=True)
    (cohort / "ann" / "02_total.py").write_text("def total(n):\n    while True: pass\n")
    program = (
        "import os, signal, sys, threading\nimport grader.run\n"
        "from grader.cli import run\n"
        "grade_all = grader.run.grade_all\n"
        "def interrupted(*arguments):\n"
        "    interrupt = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "    threading.Timer(1, interrupt).start()\n"
        "    grade_all(*arguments)\n"
        "grader.run.grade_all = interrupted\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    out = tmp_path / "out"
    command = ["grade", str(cohort), "--course", str(TOY), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, timeout=60
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
    assert not (out / "results.json").exists()


def commands():
    return {command.callback.__name__: command for command in app.registered_commands}


def test_every_command_and_option_is_documented(capsys):
    """docs/reference/commands.md names each command and option."""
    text = (DOCS / "reference" / "commands.md").read_text()
    for name in commands():
        assert f"grader {name}" in text
        assert run([name, "--help"]) == 0
        options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
        assert "--help" in options
        for option in options - {"--help", "--no"}:
            assert option in text, (name, option)


def test_every_outcome_and_reason_is_documented():
    """docs/reference/outcomes.md names each outcome and each reason."""
    text = (DOCS / "reference" / "outcomes.md").read_text()
    for one in (*Outcome, *Reason):
        assert f"`{one.value}`" in text


def lacking(monkeypatch):
    """A machine on which a required layer does not work."""
    from grader.sandbox import layers

    found = (
        layers.Layer("landlock", False, "no such kernel"),
        layers.Layer("seccomp", True),
    )
    monkeypatch.setattr(layers, "available", lambda: found)


def test_grade_refuses_where_it_cannot_confine(cohort, tmp_path, monkeypatch, capsys):
    """It says why and what to do, and writes nothing."""
    lacking(monkeypatch)
    assert grade(cohort, out=tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert "no such kernel" in told
    assert "grader doctor" in told
    assert "--allow-unconfined" in told
    assert not (tmp_path / "out" / "results.json").exists()
    assert run(["explain", "bob", "double", "--out", str(tmp_path)]) == 2
    assert "cannot confine" in capsys.readouterr().err


def test_a_course_among_the_packages_is_refused(cohort, tmp_path, monkeypatch, capsys):
    """Workers may read where Python lies, so no solution may lie there."""
    monkeypatch.setattr(sys, "prefix", str(TOY.parent))
    assert grade(cohort, out=tmp_path / "out") == 2
    assert "student code may read" in capsys.readouterr().err


def test_unconfined_grading_says_so_on_every_page(cohort, tmp_path, monkeypatch, capsys):
    """Allowed on demand, and never silently."""
    lacking(monkeypatch)
    out = tmp_path / "out"
    assert grade(cohort, "--allow-unconfined", out=out) == 0
    assert "Not confined" in capsys.readouterr().err
    results = json.loads((out / "results.json").read_text())
    ann = next(one for one in results["submissions"] if one["student"] == "ann")
    assert "landlock" not in ann["layers"]
    assert "seccomp" in ann["layers"]
    for page in (out / "index.html", out / "submissions" / "ann.html"):
        assert "ran unconfined" in page.read_text()


def test_confined_grading_names_its_layers(cohort, tmp_path):
    """Per submission, in results.json."""
    out = tmp_path / "out"
    assert grade(cohort, out=out) == 0
    results = json.loads((out / "results.json").read_text())
    layers = {one["student"]: one["layers"] for one in results["submissions"]}
    assert {"landlock", "seccomp"} <= set(layers["ann"])
    assert layers["cy"] == []
    assert "ran unconfined" not in (out / "index.html").read_text()


def test_doctor_names_what_is_missing(monkeypatch, capsys):
    """A table for people, JSON for programs, 1 when something required is missing."""
    from grader.sandbox.layers import Layer

    found = (Layer("landlock", False, "no such kernel"), Layer("landlock_scopes", False))
    monkeypatch.setattr("grader.doctor.available", lambda: found)
    assert run(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "MISSING" in printed
    assert "lsm=" in printed
    assert run(["doctor", "--json"]) == 1
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert "no such kernel" in rows["landlock"]["detail"]
    assert rows["landlock"]["required"]
    assert not rows["landlock_scopes"]["required"]


def test_a_message_holds_nothing_that_a_terminal_obeys(capsys):
    """Names come from strangers; the module that neutralises them may be loaded already."""
    importlib.import_module("grader.visible")
    say("ada\x1b]0;owned\x07\u202e")
    assert capsys.readouterr().err == "ada⟨U+001B⟩]0;owned⟨U+0007⟩⟨U+202E⟩\n"
