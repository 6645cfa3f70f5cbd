"""An instructor's own Moodle worksheet, and the pages that go back to Moodle."""

from __future__ import annotations

import hashlib
import zipfile

import pytest
from gradebook_samples import ADA, NOOR, SCARLETT, golden, mark, missing, student

from grader.errors import UsageError
from grader.gradebook import fill_moodle, moodle_feedback

MARKS = [mark(ADA, 17.5), mark(SCARLETT, 20.0), missing(NOOR)]


def test_only_the_grades_change():
    """Quotes, line breaks in cells and a formula that was there stay as they are."""
    export = fill_moodle(golden("moodle.csv"), MARKS)
    assert export.content == golden("moodle.expected.csv")
    assert export.written == 2
    assert [one.student for one in export.unfilled] == ["الهدى نور (noor)"]


def test_a_german_worksheet_gets_decimal_commas():
    export = fill_moodle(golden("moodle_de.csv"), MARKS[:2])
    assert export.content == golden("moodle_de.expected.csv")


def test_an_unknown_language_is_read_by_its_shape():
    """The column left of one constant positive number, with nothing else in it."""
    sheet = "Nimi,Pisteet,Enintään,Muokattu\nOsallistuja 311,,20.00,-\n".encode()
    assert b"311,17.5,20.00" in fill_moodle(sheet, MARKS[:1]).content


@pytest.mark.parametrize("column", ["", "Mark"])
def test_grades_that_cannot_be_told_are_asked_for(column):
    sheet = b"Identifier,Points,Other,Last modified (grade)\nParticipant 311,,,-\n"
    with pytest.raises(UsageError, match=r"--column.*Identifier; Points; Other"):
        fill_moodle(sheet, MARKS, column)
    assert fill_moodle(sheet, MARKS[:1], "points").written == 1


def test_a_column_named_twice_is_refused():
    sheet = b"Identifier,Grade,Grade\nParticipant 311,,\n"
    with pytest.raises(UsageError, match="which column"):
        fill_moodle(sheet, MARKS)


@pytest.mark.parametrize(
    "sheet",
    [
        b"Identifier,Grade\n",
        b"Identifier,Grade\nParticipant 311,\nada,\n",
        b"Identifier,Grade\nParticipant 311,\nTeilnehmer 312,\n",
        b"Name,Grade\nAda,5\n",
    ],
)
def test_a_worksheet_without_participants_is_refused(sheet):
    with pytest.raises(UsageError, match="Moodle worksheet"):
        fill_moodle(sheet, MARKS)


def test_another_maximum_is_refused_or_scaled():
    sheet = golden("moodle.csv").replace(b"20.00", b"100.00")
    with pytest.raises(UsageError, match="out of 100"):
        fill_moodle(sheet, MARKS)
    assert b",87.5,100.00" in fill_moodle(sheet, MARKS, scale=True).content


def test_long_comments_do_not_stop_the_search_for_participants():
    """A cell of words and spaces is read once, however long."""
    for text in ("a " * 200_000, " " * 400_000, "a" * 400_000 + "x"):
        sheet = f"Identifier,Grade,Comments\nParticipant 311,,{text}\n".encode()
        assert fill_moodle(sheet, MARKS[:1]).written == 1


def test_a_participant_may_be_many_words_but_no_bare_number():
    sheet = "Id,Grade\nعضو المجموعة 311,\n".encode()
    assert fill_moodle(sheet, MARKS[:1]).written == 1
    with pytest.raises(UsageError, match="Participant 12"):
        fill_moodle(b"Id,Grade\n311,\n", MARKS[:1])


def test_a_name_is_no_participant():
    """Only the participant's number counts: names in Moodle need not be unique."""
    export = fill_moodle(golden("moodle.csv"), [mark(student("x", "Ada Lovelace"), 3)])
    assert export.written == 0
    assert "no participant number" in export.unmatched[0].why


FOLDER = "Ada Lovelace_311_assignsubmission_file"


def test_pages_go_into_moodles_own_folders(tmp_path):
    """One page a folder, from bytes or from a file, and the same bytes every time."""
    page = tmp_path / "page.html"
    page.write_text("<p>hi", encoding="utf-8")
    pages = {"نور_313_assignsubmission_file_": page, FOLDER: b"<p>ada"}
    digests = []
    for name, order in (("a.zip", list(pages)), ("b.zip", list(reversed(pages)))):
        export = moodle_feedback({one: pages[one] for one in order}, tmp_path / name)
        assert (export.written, export.unmatched) == (2, ())
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"{one}/feedback.html" for one in sorted(pages)]
        assert archive.read(f"{FOLDER}/feedback.html") == b"<p>ada"


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "ada",
        "../x_1_assignsubmission_file",
        "a/b_1_a_b",
        "a\\b_1_a_b",
        "a_b_c_d",
        "x_1_a_b_/../../y",
        "x\n_1_a_b",
        "x\ud800_1_a_b",
        "_1_a_b",
    ],
)
def test_a_folder_that_is_not_moodles_gets_no_page(folder, tmp_path):
    """Nothing climbs out of the zip, and nothing goes to a participant that is guessed."""
    export = moodle_feedback({folder: b"x"}, tmp_path / "a.zip")
    assert export.written == 0
    assert len(export.unmatched) == 1


def test_students_without_a_page_or_folder_are_listed(tmp_path):
    """No folder, no page, and two students with one folder, whose page is not given."""
    students = [
        student("a", "A"),
        student("b", "B", moodle_folder="B_2_assignsubmission_file"),
        student("c", "C", moodle_folder=FOLDER),
        student("d", "D", moodle_folder=FOLDER),
    ]
    export = moodle_feedback({FOLDER: b"x"}, tmp_path / "a.zip", students)
    assert export.written == 0
    assert [one.student for one in export.unmatched] == ["A (a)", "B (b)", "C (c)", "D (d)"]


def test_a_page_that_is_gone_leaves_no_half_zip(tmp_path):
    target = tmp_path / "a.zip"
    target.write_bytes(b"before")
    with pytest.raises(UsageError, match=r"gone\.html"):
        moodle_feedback({FOLDER: tmp_path / "gone.html"}, target)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]
