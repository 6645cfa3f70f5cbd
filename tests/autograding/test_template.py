"""grader template, as it is typed."""

import os
import shutil

import pytest

from autograding.runner import ROOT
from grader.cli import run
from grader.course import load_course

TOY = ROOT / "tests/course"


def test_a_course_repository_is_a_kit_with_a_workflow(kit, tmp_path, capsys):
    """It reads as a course, holds the stubs, and nothing that gives an answer away."""
    out = tmp_path / "أسماء o'course"
    assert run(["template", "github-course", str(out), "--kit", str(kit)]) == 0
    assert "Instructors read" in capsys.readouterr().out
    assert load_course(out / "checks").is_kit
    stub = (out / "exercises/01_double.py").read_text()
    assert stub == (kit / "01_double.py").read_text()
    names = {str(one.relative_to(out)) for one in out.rglob("*") if one.is_file()}
    assert {".github/workflows/autograde.yml", ".grader/action.yml", "README.md"} <= names
    assert not any("solution" in one or "misconceptions" in one for one in names)
    assert os.access(out / ".grader/action/install.sh", os.X_OK)
    for name in ("README.md", ".grader/README.md"):
        assert "$" not in (out / name).read_text().replace("$VIRTUAL_ENV", "")


def test_titles_do_not_break_the_table(kit, tmp_path):
    copy = shutil.copytree(kit, tmp_path / "kit")
    told = copy / "checks/01_double/step.json"
    told.write_text(told.read_text().replace("Double a number", "A | [b] ${wheel}"))
    out = tmp_path / "course"
    assert run(["template", "gitlab-course", str(out), "--kit", str(copy)]) == 0
    assert "| 01 | [A \\| \\[b\\] ${wheel}](exercises/" in (out / "README.md").read_text()


REFUSED = {
    "no kit": (["github-course", "OUT"], "Name the kit with --kit"),
    "a course as kit": (
        ["github-course", "OUT", "--kit", "COURSE"],
        "course with solutions",
    ),
    "nothing as kit": (["github-course", "OUT", "--kit", "OUT"], "is no release kit"),
    "a folder in use": (["github-course", "USED", "--kit", "KIT"], "no empty folder"),
    "a file": (["github-course", "USED/x", "--kit", "KIT"], "no empty folder"),
    "a course": (["github-course", "OUT", "--kit", "KIT", "--course", "KIT"], "gradescope"),
    "no wheel": (["gradescope", "OUT.zip", "--course", "TOY"], "--wheel"),
    "no such wheel": (
        ["gradescope", "OUT.zip", "--course", "TOY", "--wheel", "OUT"],
        "no wheel",
    ),
    "another wheel": (
        ["gradescope", "OUT.zip", "--course", "TOY", "--wheel", "OLD"],
        "grader-0",
    ),
    "no zip": (["gradescope", "OUT", "--kit", "KIT"], "Gradescope takes a zip"),
    "a zip in use": (["gradescope", "USED.zip", "--kit", "KIT"], "exists"),
    "both": (["gradescope", "OUT.zip", "--kit", "KIT", "--course", "TOY"], "exclude"),
    "nowhere": (["gradescope", "/proc/none/x.zip", "--kit", "KIT"], "cannot be"),
    "nowhere, a folder": (["github-course", "/proc/none/x", "--kit", "KIT"], "cannot be"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_laid_out_is_told(kit, tmp_path, capsys, what):
    """With a sentence and exit code 2; nothing is written."""
    words, message = REFUSED[what]
    (tmp_path / "used").mkdir()
    (tmp_path / "used/x").touch()
    (tmp_path / "used.zip").touch()
    (tmp_path / "a-course").mkdir()
    shutil.copytree(TOY, tmp_path / "a-course/checks")
    old = shutil.copy(next(kit.glob("*.whl")), tmp_path / "grader-0.0.1-py3-none-any.whl")
    places = {
        "OUT": tmp_path / "out",
        "OUT.zip": tmp_path / "out.zip",
        "USED": tmp_path / "used",
        "USED/x": tmp_path / "used/x",
        "USED.zip": tmp_path / "used.zip",
        "COURSE": tmp_path / "a-course",
        "KIT": kit,
        "TOY": TOY,
        "OLD": old,
    }
    before = sorted(tmp_path.rglob("*"))
    assert run(["template", *(str(places.get(one, one)) for one in words)]) == 2
    assert message in capsys.readouterr().err.replace("\n", " ")
    assert sorted(tmp_path.rglob("*")) == before
