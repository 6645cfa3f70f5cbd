"""A kit holds what a student needs, and no answer."""

import dataclasses
import json
import shutil
import zipfile
import zlib
from pathlib import Path

import pytest
from conftest import TOY, grade_files, step_of

from grader.authoring import release as releasing
from grader.authoring.leaks import given_away, regions
from grader.authoring.release import release, require_no_leak, texts_of
from grader.authoring.visible_checks import visible_source
from grader.course import load_course
from grader.errors import CourseError, UsageError
from grader.examination.recorded import Recording
from grader.records import Outcome
from grader.run import open_setting

HIDDEN = ("doubles_any", "adds_once", "doubles any array", "walked only once")


@pytest.fixture(scope="module")
def kit(tmp_path_factory, toy, toy_setting):
    """The toy course's kit."""
    out = tmp_path_factory.mktemp("released") / "kit"
    release(toy, out, toy_setting.source)
    return out


@pytest.fixture(scope="module")
def kit_setting(kit):
    with open_setting(load_course(kit / "checks"), "public") as setting:
        yield setting


@pytest.fixture
def copy(kit, tmp_path):
    """A kit of one's own, to be damaged."""
    return Path(shutil.copytree(kit, tmp_path / "copy"))


def contents(folder):
    """Every byte of a folder, recordings inflated."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield zlib.decompress(data) if path.suffix == ".bin" else data


def test_a_kit_holds_no_solution_no_hidden_check_and_no_mistake(kit, toy):
    """Looked for in every byte of it."""
    everything = b"\n".join(contents(kit)).decode("utf-8", "replace")
    for word in (*HIDDEN, "BEGIN SOLUTION", "secret"):
        assert word not in everything
    for step in toy.steps:
        assert step.mistakes.source.strip() not in everything
    assert not [path for path in kit.rglob("*") if path.name == "misconceptions.py"]


def test_the_zip_holds_the_folder(kit):
    """With one folder at its top, as it is given away."""
    archive = zipfile.ZipFile(kit.with_name("kit.zip"))
    files = {path for path in kit.rglob("*") if path.is_file()}
    assert set(archive.namelist()) == {f"kit/{one.relative_to(kit)}" for one in files}
    assert all(
        archive.read(f"kit/{one.relative_to(kit)}") == one.read_bytes() for one in files
    )


ANSWERS = [
    "def double(x):\n    return 2 * x\ndef half(x):\n    return x / 2\n",
    "def double(x):\n    return x ** 2\ndef half(x):\n    return x / 2\n",
    "def double(x):\n    return 2 * x\n",
    "def double(x):\n    raise ValueError('no')\ndef half(x):\n    return x * 2\n",
    "def double(x)\n",
]


@pytest.mark.parametrize("source", ANSWERS)
def test_a_kit_says_what_the_course_says(kit_setting, toy, toy_setting, tmp_path, source):
    """Outcomes, findings and misconceptions are those of the visible checks."""
    visible = dataclasses.replace(toy_setting, course=toy.visible())
    files = {"01_double.py": source, "02_total.py": "def total(x):\n    return len(x)\n"}
    ours = grade_files(kit_setting, tmp_path / "ann", files)
    theirs = grade_files(visible, tmp_path / "ann", files)
    assert plain(ours) == plain(theirs)


def plain(record):
    """What a student is told, without times."""
    return [
        (
            *(step.id, step.outcome, step.score, step.max_score, step.misconceptions),
            [
                (one.id, one.outcome, one.reason, one.findings, one.misconceptions)
                for one in step.checks
            ],
        )
        for step in record.steps
    ]


def test_a_kit_draws_nothing(kit_setting, tmp_path, monkeypatch):
    """The inputs are those that were recorded, whatever numpy draws today."""

    def refuse(*_):
        raise AssertionError("drawn")

    right = {"01_double.py": ANSWERS[0]}
    before = grade_files(kit_setting, tmp_path / "ann", right)
    monkeypatch.setattr(
        "grader.examination.conversation.np.random.default_rng",
        lambda number: type("Broken", (), {"__getattr__": refuse})(),
    )
    after = grade_files(kit_setting, tmp_path / "ann", right)
    assert step_of(after, "01_double").outcome is Outcome.PASSED
    shown = [one.calls[0].arguments for one in step_of(after, "01_double").checks]
    assert shown == [one.calls[0].arguments for one in step_of(before, "01_double").checks]


def test_answers_by_heart_pass_the_kit_and_fail_the_grading(
    kit_setting, toy_setting, tmp_path
):
    """Whoever writes down what the visible checks want has not solved the step."""
    doubles = step_of(right(kit_setting, tmp_path), "01_double").checks[0]
    numbers = doubles.calls[0].arguments[0][1].data
    source = (
        f"import numpy as np\nKNOWN = {numbers!r}\ndef double(x):\n"
        "    if np.shape(x) == (3,) and np.allclose(x, KNOWN):\n"
        "        return 2 * np.asarray(KNOWN)\n    return x\n"
        "def half(x):\n    return x / 2\n"
    )
    files = {"01_double.py": source}
    visible = step_of(grade_files(kit_setting, tmp_path / "eve", files), "01_double")
    whole = step_of(grade_files(toy_setting, tmp_path / "eve", files), "01_double")
    assert visible.outcome is Outcome.PASSED
    assert whole.outcome is Outcome.FAILED
    assert "visible_only" in whole.flags
    assert "visible_only" not in visible.flags


def right(setting, tmp_path):
    return grade_files(setting, tmp_path / "right", {"01_double.py": ANSWERS[0]})


def test_a_kit_of_another_version_says_what_to_install(copy):
    """The recorded findings belong to one version's way of comparing."""
    settings = copy / "checks/course.toml"
    settings.write_text(settings.read_text().replace('grader = "', 'grader = "9.'))
    with pytest.raises(UsageError, match=r"pip install 'grader\[cpu\]==9\.") as raised:
        load_course(copy / "checks")
    assert "is installed" in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"x" * 99, zlib.compress(b"\x93\x01\x02\x03")])
def test_a_damaged_kit_says_so(copy, tmp_path, content):
    """It is unpacked again; nobody is told a wrong thing."""
    (copy / "checks/01_double/recorded.bin").write_bytes(content)
    with (
        open_setting(load_course(copy / "checks"), "public") as setting,
        pytest.raises(CourseError, match="unpack the kit again"),
    ):
        right(setting, tmp_path)


@pytest.mark.parametrize("name", ["exercise.py", "recorded.bin", "step.json", "checks.py"])
def test_a_kit_that_lacks_a_file_says_so(copy, name):
    (copy / "checks/01_double" / name).unlink()
    with pytest.raises(CourseError, match="01_double"):
        load_course(copy / "checks")


def test_nothing_but_an_untouched_kit_is_written_over(copy, toy, toy_setting, tmp_path):
    """Neither something else nor work that somebody began there."""
    release(toy, copy, toy_setting.source)
    (copy / "01_double.py").write_text(ANSWERS[0])
    with pytest.raises(UsageError, match="somebody works there"):
        release(toy, copy, toy_setting.source)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("dear")
    with pytest.raises(UsageError, match="is no kit"):
        release(toy, other, toy_setting.source)
    assert (other / "thesis.txt").read_text() == "dear"
    assert not list(tmp_path.glob(".kit-*"))


# What gives a solution away.

LONG = """\"\"\"A step.\"\"\"


def f(x):
    \"\"\"Something.\"\"\"
    # BEGIN SOLUTION
    total = 0
    for one in x:
        total += one  # slowly
    return total
    # END SOLUTION
"""


@pytest.fixture
def course(tmp_path):
    """The toy course with a solution long enough to be looked for."""
    folder = Path(shutil.copytree(TOY, tmp_path / "course"))
    (folder / "01_double/solution.py").write_text(LONG)
    return folder


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "def g(seq):\n    s = 0\n    for v in seq:\n        s += v\n    return s\n",
        "see below\n\n    total = 0\n  for one in x:\n\n  total += one\n return total\n",
        "class A:\n  def g(self, x):\n    y = 0\n    for z in x: y += z\n    return y",
    ],
    ids=["itself", "other names", "no Python", "in a class"],
)
def test_a_solution_is_found_in_other_clothes(course, text):
    found = given_away(load_course(course), [("02_total", text)])
    assert found == {("02_total", "01_double")}


def test_what_is_short_or_different_is_no_solution(course):
    loaded = load_course(course)
    text = "def g(x):\n    t = 1\n    for o in x:\n        t *= o\n    return t\n"
    assert given_away(loaded, [("02_total", text)]) == set()
    assert regions(loaded.steps[1]) == []


def test_a_kit_that_gives_a_solution_away_is_refused_unless_listed(course, tmp_path):
    folder = tmp_path / "kit"
    folder.mkdir()
    (folder / "02_total.py").write_text(LONG)
    with pytest.raises(CourseError, match="02_total hold the solution of 01_double"):
        require_no_leak(load_course(course), folder)
    with (course / "course.toml").open("a") as settings:
        settings.write('\n[release.gives_away]\n01_double = ["02_total"]\n')
    require_no_leak(load_course(course), folder)
    (folder / "02_total.py").write_text("x = 1\n")
    with pytest.raises(CourseError, match="does not give 01_double away"):
        require_no_leak(load_course(course), folder)


def test_the_workshop_gives_away_what_it_lists_and_nothing_else(
    workshop, tmp_path, monkeypatch
):
    """Every stub, notebook cell, visible check and fixture is searched."""
    monkeypatch.setattr(releasing, "record", lambda *_: Recording())
    out = tmp_path / "kit"
    release(workshop, out, source=None)
    texts = texts_of(out)
    assert {owner for owner, _ in texts} == {"", *(step.id for step in workshop.steps)}
    for step in workshop.steps:
        own = "\n".join(text for owner, text in texts if owner == step.id)
        for check in step.checks:
            assert check.hidden != (f'@check("{check.name}"' in own)
    loaded = load_course(out / "checks")
    visible = workshop.visible()
    assert [[check.id for check in step.checks] for step in loaded.steps] == [
        [check.id for check in step.checks] for step in visible.steps
    ]


# checks.py without its hidden half.


def test_visible_source_keeps_what_visible_checks_use():
    source = Path(TOY / "01_double/checks.py").read_text()
    made = visible_source(
        '"""Checks."""\nimport numpy as np\nimport os, json\n'
        "from grader.examination import check, close, equal\n\n"
        "LIMITS = None\nBIG = 3\nSMALL = 4\n\n"
        "def used(x):  # kept\n    return json.dumps(x) + str(BIG)\n\n"
        "def unused(x):\n    return deeper(x)\n\n"
        "def deeper(x):\n    return SMALL\n\n"
        '@check("a", points=1)\ndef a(subject, rng):\n    """A."""\n'
        "    return used(close)\n\n"
        '@check("b", points=1, hidden=True)\ndef b(subject, rng):\n    """B."""\n'
        "    return unused(equal) + np.pi + os.name\n"
    )
    compile(made, "checks.py", "exec")
    assert "# kept" in made
    for gone in ("unused", "deeper", "SMALL", "numpy", "os", "equal", '"b"'):
        assert gone not in made.replace("close", "")
    for kept in ('"""Checks."""', "import json", "LIMITS", "BIG = 3", "check, close"):
        assert kept in made
    assert "doubles_any" not in visible_source(source)


def test_the_readme_says_how_to_begin(kit):
    told = (kit / "README.md").read_text()
    assert "grader check 01_double" in told
    assert json.loads((kit / "workshop.ipynb").read_text())["cells"]
