"""Mutants of a reference: every one differs, and survivors are found."""

import shutil

import pytest
from conftest import TOY

from grader.authoring.mutants import count_mutants, grade_mutants, write_table
from grader.authoring.mutation import mutants
from grader.course import load_course
from grader.errors import CourseError

SOURCE = '''"""Brief."""
GIVEN = 1 + 1

def f(x, n=2):
    # BEGIN SOLUTION
    total = g(x, n, axis=1) - 0.5
    for i in range(3):
        total += -x[i]
    return total, n < 2
    # END SOLUTION
'''


def changes(source):
    return {(one.before, one.after) for one in mutants(source)}


def test_each_kind_of_slip_is_made():
    """Operators, constants, signs, arguments, dropped lines, order of a tuple."""
    found = changes(SOURCE)
    assert {
        ("total = g(x, n, axis=1) - 0.5", "total = g(x, n, axis=1) + 0.5"),
        ("total = g(x, n, axis=1) - 0.5", "total = g(n, x, axis=1) - 0.5"),
        ("total = g(x, n, axis=1) - 0.5", "total = g(x, n, axis=0) - 0.5"),
        ("total = g(x, n, axis=1) - 0.5", "total = g(x, n) - 0.5"),
        ("for i in range(3):", "for i in range(2):"),
        ("total += -x[i]", "total += x[i]"),
        ("total += -x[i]", "total -= -x[i]"),
        ("total += -x[i]", "pass"),
        ("return (total, n < 2)", "return (n < 2, total)"),
        ("return (total, n < 2)", "return (total, n <= 2)"),
    } <= found


def test_only_the_students_part_is_changed_and_nothing_twice():
    """What the stub gives stays; each mutant is another program."""
    made = [one.source for one in mutants(SOURCE)]
    assert len(made) == len(set(made))
    assert all("GIVEN = 1 + 1" in one for one in made)


@pytest.fixture
def folder(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(TOY, tmp_path / "course", ignore=ignored)


def graded(folder):
    course = load_course(folder)
    told = []
    reports = list(grade_mutants(course, course.steps, 2, lambda: told.append(1)))
    assert len(told) == count_mutants(course.steps) == sum(one.total for one in reports)
    return course, reports


def test_the_toy_course_kills_its_mutants(folder):
    """Every mutant loses marks, and the table says so."""
    course, reports = graded(folder)
    assert [one.surviving for one in reports] == [()] * len(reports)
    assert "| all |" in write_table(course, reports).read_text()


def test_a_survivor_is_listed_with_its_change(folder):
    """A check that says nothing lets mutants live; a reason explains them away."""
    path = folder / "01_double" / "checks.py"
    text = path.read_text()
    path.write_text(text.replace("close(subject.half", "close(0 * subject.half"))
    report = graded(folder)[1][0]
    assert ("return x / 2", "return x * 2") in [
        (m.before, m.after) for m in report.surviving
    ]
    entry = '[[mutant]]\nbefore = "{}"\nafter = "{}"\nreason = "because"\n'
    entries = [entry.format(m.before, m.after) for m in report.surviving]
    entries.append(entry.format("nothing", "of the kind"))
    (folder / "01_double" / "equivalent.toml").write_text("\n".join(entries))
    report = graded(folder)[1][0]
    assert report.surviving == ()
    assert report.unused == ("of the kind",)


def test_a_broken_list_of_equivalents_is_named(folder):
    """An entry without a reason is refused."""
    path = folder / "01_double" / "equivalent.toml"
    path.write_text('[[mutant]]\nbefore = "a"\n')
    with pytest.raises(CourseError, match=r"equivalent\.toml.*reason"):
        graded(folder)
