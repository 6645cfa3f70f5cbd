"""Commands of an instructor, as they are typed: from a download to marks and back."""

import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import TOY

from grader.cli import run
from grader.report import html

RIGHT = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
WRONG = RIGHT.replace("2 * x", "x * x")
TOTAL = "total = sum\n"
CLASS = {
    "obrienann_101_7_double.py": RIGHT,
    "obrienann_101_8_total.py": TOTAL,
    "haddadليلى_LATE_102_9_double.py": WRONG,
    "scriptalert_103_10_double.py": "<script>alert(1)</script>",
    "obrienann_101_11_text.html": "<p>typed</p>",
}
SETTINGS = """
[grading]
time_zone = "Europe/Prague"
[assignment.week1]
deadline = 2026-10-02T23:59:00
penalty_per_day = 10
steps = {double = 30}
"""
ROSTER = """Student,ID,SIS User ID,Email
"O'Brien, Ann",101,s1,ann@example.org
"Haddad, ليلى",102,s2,
"=Nobody, No",104,s4,
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An instructor's folder with a course, a download and a roster."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TOY, tmp_path / "solutions")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for name, content in CLASS.items():
            archive.writestr(name, content)
    (tmp_path / "roster.csv").write_text(ROSTER)
    return tmp_path


def grade(*arguments: str) -> int:
    return run(["grade", "submissions.zip", "--roster", "roster.csv", *arguments])


def results(folder: str = "reports") -> dict[str, dict]:
    content = json.loads(Path(folder, "results.json").read_text())
    return {one["id"]: one for one in content["submissions"]}


def test_from_the_download_to_the_gradebook(desk, capsys):
    """Graded, said what was seen, and back in the instructor's own file."""
    assert grade() == 0
    told = capsys.readouterr()
    assert "canvas, 3 students" in told.err
    assert "handed in nothing: =Nobody, No" in told.err
    assert "not on the roster: scriptalert" in told.err
    assert "Store: " in told.out
    marks = {id: one["mark"]["final"] for id, one in results().items()}
    assert marks == {"canvas:101": 20, "canvas:102": 3, "canvas:103": 0}
    page = Path("reports/index.html").read_text()
    assert "<script>alert(1)" not in page
    assert "=Nobody, No" in page
    book = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (9)\r\n"
        "    Points Possible,,,,,20\r\n"
        '"O\'Brien, Ann",101,s1,ann,A,\r\n'
        '"Haddad, ليلى",102,s2,leila,A,7\r\n'
        '"=Nobody, No",104,s4,no,A,\r\n'
    )
    Path("book.csv").write_bytes(book.encode())
    filled = ["--gradebook", "book.csv", "--column", "Week 1", "--out", "filled.csv"]
    assert run(["export", "--to", "canvas", *filled]) == 1
    told = capsys.readouterr().err
    assert "scriptalert" in told
    assert "No mark yet" in told
    expected = book.replace("ann,A,\r", "ann,A,20\r").replace("leila,A,7", "leila,A,3")
    assert Path("filled.csv").read_bytes().decode() == expected


def test_a_second_run_grades_nothing_and_writes_nothing_anew(desk, capsys):
    """Pages and results.json are left as they are, to the byte and the second."""
    grade()
    before = {one: one.stat().st_mtime_ns for one in Path("reports").rglob("*.*")}
    capsys.readouterr()
    assert grade() == 0
    assert "3 unchanged" in capsys.readouterr().err
    after = {one: one.stat().st_mtime_ns for one in Path("reports").rglob("*.*")}
    assert after == before


def test_reports_are_rebuilt_from_the_store_alone(desk):
    """Neither submissions nor code are needed; the pages are the same bytes."""
    grade()
    before = {one: one.read_bytes() for one in Path("reports/submissions").iterdir()}
    lines = results()
    shutil.rmtree("reports")
    Path("submissions.zip").unlink()
    assert run(["report", "--all"]) == 0
    assert {one: one.read_bytes() for one in Path("reports/submissions").iterdir()} == (
        before
    )
    assert results() == lines


def test_an_assignment_has_its_own_points_deadline_and_folder(desk, capsys):
    """Weights scale; Canvas says late but not when, so nothing is taken off."""
    Path("grader.toml").write_text(SETTINGS)
    assert grade("--assignment", "week1") == 0
    mark = results("reports/week1")["canvas:102"]["mark"]
    assert (mark["final"], mark["max_score"], mark["late"]) == (9, 30, True)
    assert mark["late_days"] is None
    assert run(["report", "--all"]) == 0
    assert run(["grade", "submissions.zip", "--assignment", "week9"]) == 2
    assert "week1" in capsys.readouterr().err


def test_what_an_instructor_says_stays(desk, capsys):
    """Overrides and comments survive a regrade, are shown, undone, and logged."""
    grade()
    assert run(["override", "102", "double", "8", "--why", "a <b>good</b> idea"]) == 0
    assert run(["comment", "s2", "Come and see me"]) == 0
    assert grade("--force") == 0
    mark = results()["canvas:102"]["mark"]
    assert (mark["final"], mark["overrides"][0]["points"]) == (8, 8)
    page = next(Path("reports/submissions").glob("canvas-102-*")).read_text()
    assert "8 of 10 points" in page
    assert "a &lt;b&gt;good&lt;/b&gt; idea" in page
    assert "Come and see me" in page
    assert run(["override", "102", "double", "--clear"]) == 0
    assert run(["comment", "102", "--clear"]) == 0
    assert run(["report"]) == 0
    assert results()["canvas:102"]["mark"]["final"] == 3
    capsys.readouterr()
    assert run(["log"]) == 0
    assert "clear_override" in re.sub(r"\s|│", "", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["override", "102", "double", "11", "--why", "x"], "10 points at the most"),
        (["override", "102", "double", "5"], "--why"),
        (["override", "102", "double"], "--clear"),
        (["override", "102", "double", "5", "--clear"], "not both"),
        (["override", "102", "triple", "5", "--why", "x"], "02_total"),
        (["override", "nobody", "double", "5", "--why", "x"], "No student"),
        (["comment", "102", "  "], "--clear"),
        (["grade", "submissions.zip", "--seed", "other"], "--new-seed"),
        (["grade", "submissions.zip", "--store", "reports/x.sqlite"], "--store"),
        (["grade", "submissions.zip", "--layout", "moodle"], "moodle"),
        (["backup", "grades.sqlite"], "there already"),
        (["export", "--to", "excel"], "canvas"),
        (["export", "--to", "canvas", "--column", "x"], "--gradebook"),
    ],
)
def test_what_was_typed_wrong_is_said(desk, capsys, arguments, told):
    """With what to type instead; nothing changes."""
    grade()
    capsys.readouterr()
    assert run(arguments) == 2
    assert told in capsys.readouterr().err


def test_an_assignment_that_nobody_handed_in_for_is_refused(desk, capsys):
    """With those that there are, and nothing is written over."""
    Path("grader.toml").write_text(SETTINGS)
    grade("--assignment", "week1")
    capsys.readouterr()
    whole_course = ["report"], ["export", "--to", "csv"], ["similar"]
    for arguments in (*whole_course, ["regrade", "--step", "double"]):
        assert run(arguments) == 2
        assert "There are: week1" in capsys.readouterr().err
    assert not Path("reports", "index.html").exists()
    assert run(["report", "--all"]) == 0


def test_an_empty_file_is_no_store(desk, capsys):
    """A wrong --store makes no empty report."""
    Path("empty.sqlite").touch()
    assert run(["report", "--store", "empty.sqlite"]) == 2
    assert "no store of grades" in capsys.readouterr().err
    assert Path("empty.sqlite").read_bytes() == b""
    assert run(["report", "--store", "."]) == 2
    assert "folder" in capsys.readouterr().err


def test_a_page_that_cannot_be_made_stops_nobody_else(desk, capsys, monkeypatch):
    """It is a grader fault, named and told by the exit code; all marks are kept."""
    whole = html.submission_page

    def broken(run, submission, *rest):
        if submission.id == "canvas:101":
            raise ZeroDivisionError("in a template")
        return whole(run, submission, *rest)

    monkeypatch.setattr(html, "submission_page", broken)
    assert grade() == 3
    assert "canvas:101 could not be made" in capsys.readouterr().err
    assert set(results()) == {"canvas:102", "canvas:103"}
    monkeypatch.undo()
    monkeypatch.chdir(desk)
    assert run(["report"]) == 0
    assert set(results()) == {"canvas:101", "canvas:102", "canvas:103"}


def test_a_name_from_the_roster_stays(desk):
    """Graded again without the roster, nobody gets the download's squeezed name back."""
    grade()
    assert run(["grade", "submissions.zip"]) == 0
    names = {id: one["student"] for id, one in results().items()}
    assert names["canvas:101"] == "O'Brien, Ann"


def test_a_mark_by_hand_shows_at_the_step(desk):
    """Where the step is folded, too, and nothing says that all is well."""
    grade()
    run(["override", "101", "double", "4", "--why", "copied"])
    run(["report"])
    page = next(Path("reports/submissions").glob("canvas-101-*")).read_text()
    assert "4 / 10 by hand" in page
    assert "Everything passed" not in page


def test_without_a_store_every_command_says_so(desk, capsys):
    """And makes none."""
    for arguments in (["report"], ["history", "x"], ["log"], ["forget", "x"], ["similar"]):
        assert run(arguments) == 2
        assert "no store" in capsys.readouterr().err
    assert not Path("grades.sqlite").exists()


def test_a_regrade_shows_before_it_applies(desk, capsys):
    """A changed check: whose mark would change, and by how much."""
    grade()
    checks = desk / "solutions" / "01_double" / "checks.py"
    text = checks.read_text()
    swapped = text.replace("points=4)", "points=1)").replace(
        '@check("halves", points=3)', '@check("halves", points=6)'
    )
    checks.write_text(swapped)
    capsys.readouterr()
    assert run(["regrade", "--step", "double"]) == 0
    told = capsys.readouterr().out
    assert "1 of 3 submissions change" in told
    assert "Haddad" in told
    assert run(["report"]) == 0
    assert results()["canvas:102"]["mark"]["final"] == 3
    assert run(["regrade", "--step", "double", "--apply"]) == 0
    assert run(["report"]) == 0
    assert results()["canvas:102"]["mark"]["final"] == 6
    Path("grader.toml").write_text(SETTINGS)
    grade("--assignment", "week1")
    assert run(["regrade", "--step", "total", "--assignment", "week1"]) == 2
    assert "not part" in capsys.readouterr().err


def test_an_anonymous_report_names_nobody(desk):
    """No name, id, e-mail address or path of a student is anywhere in it, nor a page of
    an earlier report that has names."""
    grade()
    run(["comment", "102", "Dear ليلى Haddad"])
    run(["override", "102", "double", "4", "--why", "Ann O'Brien helped"])
    run(["report", "--anonymous", "--audience", "instructor"])
    for one in Path("reports").rglob("*.*"):
        text = one.name + one.read_text()
        for name in ("Brien", "Haddad", "ليلى", "canvas", "ann@", "submissions.zip"):
            assert name not in text.replace("submissions/", ""), (one, name)
    first = sorted(one.name for one in Path("reports/submissions").iterdir())
    shutil.rmtree("reports")
    assert run(["report", "--anonymous"]) == 0
    assert sorted(one.name for one in Path("reports/submissions").iterdir()) == first


def test_the_table_of_marks_holds_no_formula(desk):
    """A name that begins like one is text in the CSV, and every student is in it."""
    grade()
    assert run(["export", "--to", "csv", "--out", "marks.csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(Path("marks.csv").read_text("utf-8-sig"))))
    assert len(rows) == 4
    assert {row["student"][0] for row in rows} == {"O", "H", "s", "'"}


def test_one_bad_archive_is_one_students_outcome(tmp_path, monkeypatch, capsys):
    """A student's zip that climbs out of its folder stops nobody else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "double.py").write_text(RIGHT)
    with zipfile.ZipFile(tmp_path / "class" / "eve.zip", "w") as archive:
        archive.writestr("../../escaped.py", RIGHT)
    assert run(["grade", "class", "--course", str(TOY)]) == 0
    found = results()
    assert found["ann"]["score"] == 10
    assert found["eve"]["score"] == 0
    assert {step["reason"] for step in found["eve"]["steps"]} == {"unreadable"}
    assert "../../escaped.py" in found["eve"]["steps"][0]["rationale"]
    assert not list(tmp_path.rglob("escaped.py"))


def test_forget_asks_and_removes(desk, capsys, monkeypatch):
    """The student is in no later report, and nothing else is touched."""
    grade()
    monkeypatch.setattr("typer.confirm", lambda question: False)
    assert run(["forget", "102"]) == 1
    assert run(["forget", "102", "--yes"]) == 0
    mine = Path("reports/submissions/notes.html")
    mine.write_text("not a page of ours")
    assert run(["report"]) == 0
    assert set(results()) == {"canvas:101", "canvas:103"}
    assert len(list(Path("reports/submissions").iterdir())) == 3
    assert mine.exists()
    assert run(["backup", "copy.sqlite"]) == 0
    assert run(["report", "--store", "copy.sqlite", "--out", "again"]) == 0
    assert set(results("again")) == {"canvas:101", "canvas:103"}
