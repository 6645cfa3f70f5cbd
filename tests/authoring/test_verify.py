"""`verify` passes a sound course and names every kind of flaw."""

import shutil

import pytest
from conftest import TOY

from grader.authoring.verify import verify_course
from grader.course import load_course
from grader.errors import CourseError


def flaws_of(folder):
    course = load_course(folder)
    return [
        flaw
        for report in verify_course(course, course.steps, 1, 2)
        for flaw in report.flaws
    ]


@pytest.fixture
def folder(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(TOY, tmp_path / "course", ignore=ignored)


def test_the_toy_course_is_sound():
    """Nothing is found where nothing is wrong."""
    assert flaws_of(TOY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "flaw"),
    [
        ("solution.py", "return 2 * x", "return 3 * x", "alternative adding"),
        ("solution.py", "return 2 * x", "return nope", "the reference"),
        (
            "misconceptions.py",
            "return x * x",
            "return 2 * x",
            "misconceptions.py:1: double__square: loses no marks",
        ),
        (
            "checks.py",
            "close(subject.half(",
            "close(1 / 0 * subject.half(",
            "ZeroDivisionError: division by zero (checks.py:19)",
        ),
        ("misconceptions.py", "return x * x", "return x", "show the same findings"),
        (
            "misconceptions.py",
            "def half__double",
            "def half_double",
            "halves: no misconception",
        ),
        (
            "alternatives/adding.py",
            "0.5 * x",
            "0.4 * x",
            "alternative adding: halves is failed",
        ),
        (
            "solution.py",
            "    # BEGIN SOLUTION\n    return 2",
            "    return 2",
            "END SOLUTION",
        ),
        (
            "solution.py",
            "    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION",
            "    return 2 * x",
            "untouched stub",
        ),
    ],
)
def test_each_flaw_is_named(folder, file, old, new, flaw):
    """A course that does not grade right is told what is wrong."""
    path = folder / "01_double" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert any(flaw in found for found in flaws_of(folder))


def test_a_random_outcome_without_a_record_is_named(folder):
    """A threshold that nobody measured is no threshold."""
    path = folder / "01_double" / "checks.py"
    text = path.read_text().replace(
        "import check, close", "import calibrated, check, close"
    )
    path.write_text(
        text.replace(
            'return {"half": ',
            'luck = calibrated(__file__, "luck").judged(lambda rng: 1, rng)\n'
            '    return {"luck": luck, "half": ',
        )
    )
    assert any("grader calibrate 01_double" in found for found in flaws_of(folder))


def test_a_course_says_how_much_is_enough(folder):
    """`[verify]` in course.toml sets the least number of mistakes and alternatives."""
    settings = folder / "course.toml"
    settings.write_text(settings.read_text() + "[verify]\nalternatives = 9\n")
    assert any("alternatives, too few" in found for found in flaws_of(folder))
    settings.write_text(settings.read_text().replace("= 9", '= "many"'))
    with pytest.raises(CourseError, match=r"\[verify\] takes whole numbers"):
        load_course(folder)
