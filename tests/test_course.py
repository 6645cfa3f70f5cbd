"""A course folder that is wrong says what and where."""

import shutil

import pytest
from conftest import TOY

from grader.course import load_course
from grader.errors import CourseError, UsageError
from grader.records import PartRecord


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(
        TOY, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__")
    )


def test_the_toy_course_is_read(toy):
    """Titles, checks, misconceptions and their hints are known without running anything."""
    step = toy.step("double")
    assert (step.id, step.title, step.max_score) == ("01_double", "Double a number", 10)
    assert [check.points for check in step.checks] == [4, 3, 3]
    assert step.misconceptions[0].name == "the square instead of the double"
    assert step.misconceptions[0].redefines == "double"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("01_double/checks.py", "points=4", "points=5", "add up to 11"),
        ("01_double/checks.py", "points=4", "points=-4", r"checks.py:4: the points"),
        ("01_double/checks.py", 'after="doubles"', 'after="halves"', "no earlier check"),
        ("01_double/checks.py", '"halves"', '"doubles any array"', "two checks promise"),
        (
            "01_double/checks.py",
            "from grader",
            "from no_such",
            r"checks.py:1: cannot be imported",
        ),
        ("01_double/checks.py", "import check", "import check)", "SyntaxError"),
        ("01_double/misconceptions.py", "double__same", "double__square", "defined twice"),
        (
            "01_double/misconceptions.py",
            "def double__same(x):",
            "def double__same(x)",
            ":9",
        ),
        ("01_double/solution.py", '"""Double a number.', '"""', "brief"),
        ("course.toml", "call_cpu_seconds", "cal_cpu_seconds", "no limit is called"),
        ("course.toml", "= 2\n", "= -2\n", "positive"),
        ("course.toml", "title", "title title", "course.toml"),
    ],
)
def test_a_wrong_course_is_named_with_its_place(folder, file, old, new, message):
    """Each mistake of an author is refused with file and, where it has one, line."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    if file.endswith("solution.py"):
        path.write_text("x = 1\n")
    with pytest.raises(CourseError, match=message):
        load_course(folder)


PART = '[[parts]]\ntitle = "{}"\nfirst = "{}"\n'


def test_steps_stand_in_the_parts_of_the_course(folder):
    """A part has the steps from its first on; a course without parts has none."""
    assert load_course(folder).parts == ()
    with (folder / "course.toml").open("a") as file:
        file.write(PART.format("One", "01_double") + PART.format("Two", "02_total"))
    assert load_course(folder).parts == (
        PartRecord("One", ("01_double",)),
        PartRecord("Two", ("02_total",)),
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (PART.format("One", "02_total"), "begin with the first step"),
        (PART.format("One", "01_double") * 2, "follow the order"),
        (PART.format("One", "03_none"), "the id of a step"),
        ("[[parts]]\ntitle = 'One'\n", "needs a title"),
        ("[parts]\ntitle = 'One'\n", "needs a title"),
        ("[[parts]]\nfirst = ['01_double']\ntitle = 'One'\n", "the id of a step"),
    ],
)
def test_wrong_parts_are_refused(folder, parts, message):
    """Each part begins with a step that is there, after the part before it."""
    with (folder / "course.toml").open("a") as file:
        file.write(parts)
    with pytest.raises(CourseError, match=message):
        load_course(folder)


@pytest.mark.parametrize("missing", ["solution.py", "checks.py"])
def test_a_step_without_its_parts_is_refused(folder, missing):
    """A step needs a reference and checks."""
    (folder / "01_double" / missing).unlink()
    with pytest.raises(CourseError, match=missing):
        load_course(folder)


def test_no_course_at_all(tmp_path):
    """A folder that is no course is a usage error."""
    with pytest.raises(UsageError, match="no course folder"):
        load_course(tmp_path)


def test_an_unknown_step_lists_the_known(toy):
    """A wrong step name is answered with the right ones."""
    with pytest.raises(UsageError, match="01_double, 02_total"):
        toy.step("trouble")
