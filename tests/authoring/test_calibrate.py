"""Calibration of a toy step whose outcome is random, from the command to the rule."""

import json
import shutil

import pytest
from conftest import TOY

from grader.cli import run
from grader.course import load_course

LUCKY = '''
@check("lucky", points=3, hidden=True)
def halves(subject, rng):
    """Calls half with many numbers."""
    def share(rng):
        return float(np.mean(subject.half(rng.normal(size=400)).array() > -0.7))
    return {"share": calibrated(__file__, "share").judged(share, rng)}
'''


@pytest.fixture
def folder(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    course = shutil.copytree(TOY, tmp_path / "course", ignore=ignored)
    path = course / "01_double" / "checks.py"
    text = path.read_text()
    text = text[: text.index('@check("halves"')] + LUCKY.strip() + "\n"
    text = text.replace("import check", "import calibrated, check")
    path.write_text("import numpy as np\n" + text)
    return course


def test_a_rule_is_measured_written_and_used(folder, capsys):
    """The share above -0.7 is .92 for x/2 and .64 for 2x; verify is content with it."""
    arguments = ["--course", str(folder)]
    assert run(["verify", "01_double", *arguments]) == 1
    assert run(["calibrate", "01_double", *arguments, "--seeds", "40"]) == 0
    printed = capsys.readouterr().out
    assert "0 of 40" in printed
    assert "told apart" in printed
    record = json.loads((folder / "01_double" / "calibration.json").read_text())["share"]
    assert 0.75 < record["rule"]["threshold"] < 0.9
    assert record["false_accepts"]["double"] < 0.01
    assert len(record["outcomes"]) == 40
    assert "<svg" in (folder / "01_double" / "calibration.svg").read_text()
    assert run(["verify", "01_double", *arguments]) == 0, capsys.readouterr().out


def test_a_visible_check_has_one_seed_only(folder, capsys):
    """Its seed is public, so that there is nothing to measure; that is said."""
    path = folder / "01_double" / "checks.py"
    path.write_text(
        path.read_text().replace('"lucky", points=3, hidden=True', '"lucky", points=3')
    )
    arguments = ["calibrate", "01_double", "--course", str(folder), "--seeds", "20"]
    assert run(arguments) == 2
    assert "hidden" in capsys.readouterr().err


def test_a_step_without_chance_has_nothing_to_calibrate(capsys):
    """The message says what is missing."""
    step = load_course(TOY).steps[1].id
    assert run(["calibrate", step, "--course", str(TOY), "--seeds", "20"]) == 2
    assert "no random outcome" in capsys.readouterr().err
