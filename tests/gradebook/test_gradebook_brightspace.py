"""Grades for Brightspace, in the instructor's own file or a new one."""

from __future__ import annotations

import pytest
from gradebook_samples import ADA, NOOR, SCARLETT, golden, mark, missing, student

from grader.errors import UsageError
from grader.gradebook import fill_brightspace

BOOK = golden("brightspace.csv")
MARKS = [mark(ADA, 17.5), mark(SCARLETT, 20.0)]
ITEM = "Lab 1, easy"


@pytest.mark.parametrize("column", [ITEM, f"{ITEM} Points Grade"])
def test_only_the_grade_item_changes(column):
    """Ids match with and without the number sign that Brightspace puts before them."""
    export = fill_brightspace(BOOK, MARKS, column)
    assert export.content == golden("brightspace.expected.csv")
    assert export.written == 2


@pytest.mark.parametrize("column", ["Lab", "", "End-of-Line Indicator", "Last Name"])
def test_an_unknown_item_is_refused_with_the_list(column):
    with pytest.raises(UsageError, match="Lab 1, easy; Quiz"):
        fill_brightspace(BOOK, MARKS, column)


def test_the_points_of_the_title_are_heeded():
    with pytest.raises(UsageError, match="out of 5 points"):
        fill_brightspace(BOOK, MARKS, "Quiz")
    assert b",4.375,#" in fill_brightspace(BOOK, MARKS, "Quiz", scale=True).content


@pytest.mark.parametrize(
    "book",
    [
        b"OrgDefinedId,Lab Points Grade\n1,\n",
        b"Email,Lab Points Grade,End-of-Line Indicator\n1,,#\n",
        b"OrgDefinedId,Lab Points Grade,End-of-Line Indicator\n1,#,\n",
    ],
)
def test_a_file_of_another_shape_is_refused(book):
    with pytest.raises(UsageError, match="Brightspace grades"):
        fill_brightspace(book, MARKS, "Lab")


def test_a_new_file_holds_who_has_a_mark_and_an_id():
    """The rest is listed; an id that would be a formula is not written."""
    marks = [
        *MARKS,
        mark(NOOR, 3.0),
        missing(student("m", "M", username="m")),
        mark(student("f", "F", username="=cmd|x"), 4.0),
    ]
    export = fill_brightspace(None, marks, "Lab")
    assert export.content.decode() == (
        "OrgDefinedId,Username,Lab Points Grade,End-of-Line Indicator\r\n"
        "900011,ada,17.5,#\r\n"
        "900012,,20,#\r\n"
    )
    assert [one.student for one in export.unmatched] == ["الهدى نور (noor)", "F (f)"]
    assert [one.student for one in export.unfilled] == ["M (m)"]


@pytest.mark.parametrize("column", ["", "  ", "=1+1"])
def test_a_new_file_needs_the_name_of_an_item(column):
    with pytest.raises(UsageError, match="--column"):
        fill_brightspace(None, MARKS, column)
