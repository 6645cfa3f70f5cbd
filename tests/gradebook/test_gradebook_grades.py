"""The table of marks, which a spreadsheet must open without running anything."""

from __future__ import annotations

import csv
import io
import math

import pytest
from gradebook_samples import ADA, NOOR, SCARLETT, mark, missing, student
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook import grades_csv
from grader.gradebook.cells import csv_bytes, neutral
from grader.records import Outcome, Student

FORMULAS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]


def table(marks):
    text = grades_csv(marks).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_holds_all_there_is_to_a_mark():
    late = mark(ADA, 17.5, raw=20.0, penalty=2.5, late=True, late_days=1)
    [row] = table([late])
    assert row == {
        "student": "Ada Lovelace",
        "key": "canvas:11",
        "email": "ada@example.org",
        "id_canvas": "11",
        "id_moodle": "311",
        "id_orgdefinedid": "900011",
        "id_username": "ada",
        "attempt": "1",
        "attempts": "1",
        "submitted": "",
        "late": "yes",
        "late_days": "1",
        "05_mse": "17.5",
        "raw": "20",
        "penalty": "2.5",
        "total": "17.5",
        "max": "20",
        "status": "graded",
        **{one.value: "1" if one is Outcome.FAILED else "0" for one in Outcome},
    }


@pytest.mark.parametrize(
    "made", [mark(ADA, None), missing(ADA), mark(ADA, math.nan, raw=math.inf)]
)
def test_no_mark_is_an_empty_cell(made):
    """Ungraded, missing and not finite are never 0."""
    [row] = table([made])
    assert (row["raw"], row["total"], row["05_mse"]) == ("", "", "")


def test_late_is_no_only_where_a_deadline_says_so():
    rows = table([mark(ADA, 1), mark(NOOR, 1, late_days=0), mark(SCARLETT, 1, late=True)])
    assert [row["late"] for row in rows] == ["", "no", "yes"]


def test_no_students_are_a_header():
    assert table([]) == []
    assert grades_csv([]).startswith(b"\xef\xbb\xbfstudent,key,email,attempt,")


def test_two_assignments_share_the_columns_of_their_steps():
    other = mark(NOOR, 3)
    step = other.steps[0]
    rows = table([mark(ADA, 1), mark(NOOR, 3, steps=(vary(step, "06_x"),))])
    assert [(row["05_mse"], row["06_x"]) for row in rows] == [("1", ""), ("", "3")]


def vary(step, id):
    return type(step)(**{**vars(step), "id": id})


def test_odd_names_come_back_as_they_were():
    names = ["نور الهدى", "O'Hara", "a\nb", 'say "hi", she said', "../../etc", "<b>", "a;b"]
    rows = table([mark(student(f"k{n}", name), 1) for n, name in enumerate(names)])
    assert [row["student"] for row in rows] == names


def test_lone_surrogates_do_not_stop_a_class():
    [row] = table([mark(student("k", "a\ud800"), 1)])
    assert row["student"] == "a\ufffd"


@pytest.mark.parametrize("sign", FORMULAS)
@pytest.mark.parametrize(
    "before", ["", " ", "\t", "\r\n ", "\u00a0", "\u200b", "\ufeff", "\0"]
)
def test_a_cell_that_begins_as_a_formula_gets_an_apostrophe(before, sign):
    assert neutral(f"{before}{sign}cmd|'/c calc'!A1").startswith("'")


@pytest.mark.parametrize("text", ["\tx", "\rx", "\n"])
def test_a_tab_or_line_end_at_the_start_gets_an_apostrophe(text):
    assert neutral(text).startswith("'")


@pytest.mark.parametrize("break_", [";", "\t", "\n", "\r\n", ';"', '; "'])
def test_a_formula_behind_a_separator_of_other_spreadsheets_is_defused(break_):
    """German Excel splits at semicolons and does not heed quotes inside a cell."""
    assert neutral(f"Ada{break_}=1+1") == f"Ada{break_}'=1+1"


@pytest.mark.parametrize("text", ["Ada-Marie", "a@b.org", "1=1", "", "'x", "a; b", "٣-"])
def test_ordinary_text_stays(text):
    assert neutral(text) == text


def test_every_text_of_a_student_is_defused_and_numbers_stay_numbers():
    evil = Student("=k", "=n", "+e", {"=kind": "@id"})
    [row] = table([mark(evil, -1.5, submitted="-1")])
    assert {"'=n", "'=k", "'+e", "'@id", "'-1"} <= set(row.values())
    assert "id_=kind" in row
    assert row["total"] == "-1.5"


@given(st.text(st.sampled_from(" \t\r\n;,\"'=+-@＝a\u200b"), max_size=12))
def test_no_dialect_begins_a_cell_with_a_formula(text):
    """However a spreadsheet splits the line, no cell that it sees is a formula."""
    line = csv_bytes([["key", text, "end"]]).decode()
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(line, newline=""), delimiter=delimiter):
            for cell in row:
                bare = cell.lstrip(" \t\r\n\u200b")
                assert bare[:1] not in FORMULAS
    [row] = csv.reader(io.StringIO(line, newline=""))
    assert row[1].lstrip(" \t\r\n\u200b")[:1] not in FORMULAS


def test_a_long_name_is_defused_at_once():
    """Linear: hundreds of thousands of separators do not stop an export."""
    assert neutral("\n" * 300_000 + "x").startswith("'\n")
    assert neutral(" " * 300_000) == " " * 300_000
