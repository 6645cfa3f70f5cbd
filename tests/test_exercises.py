"""Stubs: what is between the markers goes, everything else stays."""

import pytest

from grader.course import stub
from grader.errors import CourseError

SOURCE = '''"""Brief."""
import math


def area(r):
    """Of a circle."""
    # BEGIN SOLUTION
    square = r * r
    return math.pi * square
    # END SOLUTION


def other(x):
    # BEGIN SOLUTION
    return x
    # END SOLUTION
'''


def test_regions_become_one_line_with_the_markers_indentation():
    """The answer is gone, the rest is as it was, and it runs until it is called."""
    text = stub(SOURCE, "x")
    assert "math.pi" not in text
    assert text.count("    raise NotImplementedError\n") == 2
    assert '"""Of a circle."""' in text
    namespace: dict[str, object] = {}
    exec(text, namespace)
    with pytest.raises(NotImplementedError):
        namespace["area"](1)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("# BEGIN SOLUTION", "# BEGIN SOLUTON", r"x:(7|10)"),
        ("# END SOLUTION", "# END OF SOLUTION", "x:10"),
        ("    # END SOLUTION\n\n", "\n", "x:1[34]"),
        ("    # BEGIN SOLUTION\n    square", "    square", "x:9"),
        ("square = r * r", "square = r  # BEGIN SOLUTION", "x:8"),
    ],
)
def test_wrong_markers_are_refused_with_their_line(old, new, where):
    """Misspelt, unpaired or nested markers never leak an answer into a stub."""
    with pytest.raises(CourseError, match=where):
        stub(SOURCE.replace(old, new, 1), "x")


def test_a_solution_without_markers_is_refused():
    """A file that would be given away whole is no stub."""
    with pytest.raises(CourseError, match="no region"):
        stub("def f():\n    return 1\n", "x")
