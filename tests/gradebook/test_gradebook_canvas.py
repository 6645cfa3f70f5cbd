"""An instructor's own Canvas gradebook: one column filled, all else untouched."""

from __future__ import annotations

import pytest
from gradebook_samples import ADA, NOOR, SCARLETT, golden, mark, missing, student

from grader.errors import UsageError
from grader.gradebook import fill_canvas

BOOK = golden("canvas.csv")
MARKS = [mark(ADA, 17.5), mark(SCARLETT, 20.0), mark(NOOR, 0.0)]
PLAIN = b"Student,ID,SIS Login ID,Section,Lab (1)\n"


def test_only_the_named_column_changes():
    """Mark, line ends, quotes, names and the other columns stay as they are."""
    export = fill_canvas(BOOK, MARKS, "202")
    assert export.content == golden("canvas.expected.csv")
    assert (export.written, export.unmatched, export.unfilled) == (3, (), ())


def test_semicolons_and_decimal_commas_stay():
    export = fill_canvas(golden("canvas_semicolon.csv"), [mark(ADA, 17.5)], "Lab 1")
    assert export.content == golden("canvas_semicolon.expected.csv")


@pytest.mark.parametrize("column", ["202", "Lab 1 (202)", "Renamed (202)"])
def test_an_assignment_is_found_by_its_id(column):
    assert fill_canvas(BOOK, MARKS, column).content == golden("canvas.expected.csv")


@pytest.mark.parametrize("column", ["Lab 1", "", "Lab", "Current Score (read only)", "ID"])
def test_no_single_assignment_is_refused_with_the_list(column):
    """Two of one title, none, a read-only column, a student column: all refused."""
    with pytest.raises(UsageError, match=r'Essay, part "one" \(101\); Lab 1 \(202\);'):
        fill_canvas(BOOK, MARKS, column)


def test_the_columns_are_listed_without_the_read_only_ones():
    with pytest.raises(UsageError) as refused:
        fill_canvas(BOOK, MARKS, "?")
    assert "Current Score" not in str(refused.value)


def test_an_ungraded_or_missing_student_is_no_zero():
    """The cells stay, and both are listed with a reason of their own."""
    export = fill_canvas(BOOK, [mark(ADA, None), missing(NOOR)], "202")
    assert export.content == BOOK
    assert [one.why.split(",")[0] for one in export.unfilled] == [
        "Something is not graded",
        "Nothing was handed in",
    ]


def test_an_excused_student_keeps_the_cell():
    export = fill_canvas(BOOK, [mark(student(canvas="14"), 5.0)], "202")
    assert export.content == BOOK
    assert "EX" in export.unfilled[0].why


def test_other_points_are_refused_and_scaled_only_when_asked():
    """10 points possible, 20 in the assignment: nothing is written unless scaled."""
    with pytest.raises(UsageError, match=r"out of 10 points.*out of 20"):
        fill_canvas(BOOK, MARKS, "203")
    export = fill_canvas(BOOK, MARKS, "203", scale=True)
    assert b",8.75,," in export.content


def test_scaling_needs_the_points_possible():
    book = PLAIN + b'"Lovelace, Ada",11,ada,A,\n'
    assert fill_canvas(book, [mark(ADA, 3)], "1").content.endswith(b"A,3\n")
    with pytest.raises(UsageError, match="out of"):
        fill_canvas(book, [mark(ADA, 3)], "1", scale=True)


@pytest.mark.parametrize("points", ["0", "0.0"])
def test_an_assignment_of_no_points_never_becomes_zeros(points):
    book = PLAIN + f"    Points Possible,,,,{points}\nAda,11,ada,A,\n".encode()
    for scale in (False, True):
        with pytest.raises(UsageError):
            fill_canvas(book, [mark(ADA, 3)], "1", scale=scale)


def test_points_that_may_be_one_or_a_thousand_are_refused():
    book = PLAIN + b'    Points Possible,,,,"1,000"\nAda,11,ada,A,\n'
    with pytest.raises(UsageError, match="1,000"):
        fill_canvas(book, [mark(ADA, 3, 1000.0)], "1")


def test_a_row_of_points_in_another_language_is_no_student():
    book = PLAIN + "    Mögliche Punkte,,,,10\nAda,11,ada,A,\n".encode()
    with pytest.raises(UsageError, match="out of 10"):
        fill_canvas(book, [mark(ADA, 3)], "1")


def test_a_name_matches_in_either_order_when_it_is_unique():
    """Without ids `Family, Given` is found as `Given Family`; two of a name are not."""
    export = fill_canvas(BOOK, [mark(student(name="scarlett o'hara"), 4)], "202")
    assert export.written == 1
    export = fill_canvas(BOOK, [mark(student(name="An Nguyen"), 4)], "202")
    assert export.content == BOOK
    assert "lines 8 and 9" in export.unmatched[0].why


def test_a_namesake_with_another_id_is_nobody():
    """The file holds an Ada Lovelace of another Canvas id: not this one."""
    other = student(name="Ada Lovelace", canvas="77")
    export = fill_canvas(BOOK, [mark(other, 4)], "202")
    assert export.content == BOOK
    assert "another Canvas id: 11 and not 77" in export.unmatched[0].why


def test_ids_that_lead_to_two_rows_match_none():
    torn = student(canvas="11", login="noor")
    export = fill_canvas(BOOK, [mark(torn, 4)], "202")
    assert export.content == BOOK
    assert "line 4, SIS login id to line 6" in export.unmatched[0].why


def test_a_login_may_have_changed_when_the_canvas_id_is_there():
    export = fill_canvas(BOOK, [mark(student(canvas="11", login="ada.king"), 4)], "202")
    assert export.written == 1


def test_two_students_for_one_row_are_both_listed():
    twin = student("b", "B", canvas="11")
    export = fill_canvas(BOOK, [mark(ADA, 4), mark(twin, 5), mark(NOOR, 0.0)], "202")
    assert (export.written, len(export.unmatched)) == (1, 2)
    assert "Ada Lovelace (canvas:11) and B (b)" in export.unmatched[0].why


def test_two_rows_for_one_student_are_listed():
    book = PLAIN + b"Ada,11,ada,A,\nAda,11,ada,B,\n"
    export = fill_canvas(book, [mark(ADA, 4)], "1")
    assert export.content == book
    assert "lines 2 and 3" in export.unmatched[0].why


def test_a_student_who_is_not_in_the_file_is_listed_with_what_was_looked_for():
    export = fill_canvas(BOOK, [mark(student("k", "Zoë\n=1", canvas="5"), 4)], "202")
    assert export.unmatched[0].student == "Zoë =1 (k)"
    assert export.unmatched[0].why == "No row has Canvas id 5 or name Zoë =1."


def test_a_file_that_is_no_gradebook_is_refused():
    with pytest.raises(UsageError, match="Section"):
        fill_canvas(b"Name,ID,Section,Lab (1)\n", MARKS, "1")
    with pytest.raises(UsageError, match="2 columns are called SIS Login ID"):
        fill_canvas(PLAIN.replace(b"Section", b"SIS login ID,Section"), MARKS, "1")
