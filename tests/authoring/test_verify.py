"""`verify` passes a sound course and names every kind of flaw."""

import shutil

import pytest
from conftest import TOY

from grader.authoring.verify import verify_course
from grader.course import load_course


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
        ("misconceptions.py", "return x * x", "return 2 * x", "loses no marks"),
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
