"""Made-up classes: the same bytes for the same seed, and marks that are known before."""

import ast
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import TOY

from grader.downloads import open_download
from grader.run import grade_all
from grader.submissions import find_submissions

ROOT = Path(__file__).parents[1]


def imported():
    spec = importlib.util.spec_from_file_location(
        "make_class", ROOT / "tools" / "make_class.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_class"] = module
    spec.loader.exec_module(module)
    return module


make_class = imported()
SEED = 2  # of a class of 60 with every kind of student
SMALL = ["--steps", "all", "--course", str(TOY)]


def made(out, *options):
    """Run the tool on the toy course; what it expects."""
    make_class.main([str(out), *SMALL, *map(str, options)])
    return json.loads((out / "expected.json").read_text(encoding="utf-8"))


def contents(folder):
    """Every file of a folder by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("layout", list(make_class.LAYOUTS))
def test_a_seed_makes_the_same_bytes(tmp_path, layout):
    """Another seed makes others; so a benchmark can be repeated anywhere."""
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        made(tmp_path / name, "--students", 30, "--seed", seed, "--layout", layout)
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "again")
    assert one != contents(tmp_path / "other")


def test_a_student_does_not_depend_on_the_size_of_the_class(tmp_path):
    small = made(tmp_path / "small", "--students", 20)["students"]
    assert made(tmp_path / "large", "--students", 60)["students"][:20] == small


def test_marks_are_as_expected(tmp_path, notebook_setting):
    """Graded for real: each step is right or not, and the planted mistake is named."""
    options = (
        "--students",
        60,
        "--hostile",
        0.3,
        "--odd",
        0.4,
        "--copies",
        2,
        "--seed",
        SEED,
    )
    expected = {one["key"]: one for one in made(tmp_path, *options)["students"]}
    submissions = find_submissions([tmp_path / "class"], notebook_setting.course)
    records = []
    grade_all(submissions, notebook_setting, 2, on_done=records.append)
    assert {one.id for one in records} == set(expected)
    assert len({one["kind"] for one in expected.values()}) == 3 + len(make_class.ODD)
    for record in records:
        for step in record.steps:
            told = expected[record.id]["steps"][step.id]
            assert (step.score == step.max_score) == told["right"], (record.id, told)
            named = {"", *(one.id for one in step.misconceptions)}
            assert told["misconception"] in named, (record.id, told)
            assert "ATTACK WORKED" not in step.output.text


def test_only_copies_share_a_source(tmp_path):
    """As many pairs as were asked for, each recorded with its original."""
    expected = made(tmp_path, "--students", 80, "--copies", 5)["students"]
    owners = Counter()
    for one in expected:
        folder = tmp_path / "class" / one["key"]
        own = {path.read_bytes() for path in folder.iterdir()}
        owners.update(own)
        if one["copied_from"] is not None:
            original = expected[one["copied_from"]]
            assert contents(folder) == contents(tmp_path / "class" / original["key"])
            assert original["steps"] == one["steps"]
    assert [one["copied_from"] is not None for one in expected].count(True) == 5
    copied = {
        content
        for one in expected
        if one["copied_from"] is not None
        for content in contents(tmp_path / "class" / one["key"]).values()
    }
    assert {content for content, count in owners.items() if count > 1} == copied


@pytest.mark.parametrize("layout", list(make_class.LAYOUTS))
def test_every_student_of_a_layout_is_found(tmp_path, toy, layout):
    """With all names, however odd, and the ids that expected.json says."""
    expected = made(tmp_path, "--students", 40, "--layout", layout)["students"]
    target = tmp_path / ("class" if layout == "folders" else f"{layout}.zip")
    found = open_download(target, toy).attempts
    assert {one.student.key for one in found} == {one["key"] for one in expected}
    assert all(one.submission.files or one.submission.notebooks for one in found)


def test_names_are_as_odd_as_people_are(tmp_path):
    """Pairs that differ only by case or normalisation are different students."""
    keys = [one["key"] for one in made(tmp_path, "--students", 40)["students"]]
    assert len(set(keys)) == 40
    assert len({one.casefold() for one in keys}) < 40
    assert any(re.search("[\u0600-\u06ff]", one) for one in keys)
    assert all(len(one.encode()) <= 255 for one in keys)


def test_every_misconception_can_be_planted(workshop):
    """The reference with one definition replaced is Python, and binds the name last."""
    for step in workshop.steps:
        for mistake in step.misconceptions:
            tree = ast.parse(make_class._wrong(step, mistake))
            assert ast.unparse(tree.body[-1]) == f"{mistake.redefines} = {mistake.function}"
            others = {one.function for one in step.misconceptions} - {mistake.function}
            defined = {getattr(node, "name", "") for node in tree.body}
            assert mistake.function in defined
            used = ast.unparse(tree)
            assert all(used.count(one) > 1 for one in others & defined)


def test_hostile_files_are_what_the_catalogue_says():
    """An attack answers rightly, a cheat does not, and neither names a file of ours."""
    for name in (*make_class.ATTACKS, *make_class.CHEATS):
        source = (make_class.HOSTILE / f"{name}.py").read_text()
        outcome = re.search(r"# outcome: (\w+)", source)[1]
        assert (outcome == "passed") == (name in make_class.ATTACKS), name
        assert outcome != "timed_out", name
        assert not re.search("@[A-Z]+@", source), name


def test_the_early_steps_are_those_of_the_course(workshop):
    assert set(make_class.EARLY) <= {one.name for one in workshop.steps}


@pytest.mark.parametrize(
    "options",
    [
        ("--hostile", "1.5"),
        ("--hostile", "nan"),
        ("--hostile", "0.7", "--odd", "0.7"),
        ("--students", "0"),
        ("--students", "5", "--copies", "5"),
        ("--steps", "early"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path, options):
    """With exit code 2, before anything is written."""
    with pytest.raises(SystemExit) as refused:
        made(tmp_path / "out", *options)
    assert refused.value.code == 2
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_into_a_folder_in_use(tmp_path):
    (tmp_path / "thesis.txt").write_text("")
    with pytest.raises(SystemExit):
        made(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
