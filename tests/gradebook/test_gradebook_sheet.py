"""CSV whose single cells are replaced: everything else is the same bytes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.exports import number_text, parse_number, uses_comma
from grader.gradebook.sheet import MAX_BYTES, filled, read_sheet

BOM = b"\xef\xbb\xbf"
TEXT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6
)
HARD = st.lists(
    st.sampled_from(["a", '"', ",", ";", "\n", "\r", "\r\n", " ", "é"]), max_size=5
)
VALUE = TEXT | HARD.map("".join)


def written(value, quoted):
    if quoted or any(one in value for one in ',;"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


@st.composite
def sheets(draw):
    """A table, the bytes of a file that holds it, and its delimiter."""
    width = draw(st.integers(2, 4))
    row = st.lists(VALUE, min_size=width, max_size=width)
    table = draw(st.lists(row, min_size=1, max_size=5))
    delimiter = draw(st.sampled_from(",;"))
    text = ""
    for number, values in enumerate(table):
        cells = [written(value, draw(st.booleans())) for value in values]
        last = number == len(table) - 1
        ends = ["\n", "\r\n", "\r", "\n\n", ""] if last else ["\n", "\r\n", "\r", "\n\n"]
        text += delimiter.join(cells) + draw(st.sampled_from(ends))
    mark = draw(st.sampled_from([b"", BOM]))
    if not mark and text.startswith("\ufeff"):
        text = f"x{text}"
        table[0][0] = f"x{table[0][0]}"
    return table, mark + text.encode(), delimiter


def read_back(content, delimiter):
    text = content.removeprefix(BOM).decode()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return [row for row in rows if row]


@given(sheets())
def test_the_cells_are_those_of_the_csv_module(made):
    table, content, delimiter = made
    sheet = read_sheet(content, "file")
    rows = [[cell.value for cell in row.cells] for row in (sheet.header, *sheet.rows)]
    assert (rows, sheet.delimiter) == (table, delimiter)
    assert filled(sheet, []) == content


@given(sheets(), st.data())
def test_what_is_filled_reads_back_and_the_rest_keeps_its_bytes(made, data):
    """The csv module finds the new values; the pieces around them are the old ones."""
    table, content, delimiter = made
    sheet = read_sheet(content, "file")
    rows = (sheet.header, *sheet.rows)
    places = [(n, m) for n, row in enumerate(rows) for m in range(len(row.cells))]
    chosen = data.draw(st.dictionaries(st.sampled_from(places), VALUE))
    new = filled(sheet, [(rows[n].cells[m], value) for (n, m), value in chosen.items()])

    for (n, m), value in chosen.items():
        table[n][m] = value
    assert read_back(new, delimiter) == table
    position, text = 0, content.removeprefix(BOM).decode()
    after = new.removeprefix(BOM).decode()
    for n, m in sorted(chosen):
        cell = rows[n].cells[m]
        kept = text[position : cell.start]
        assert after.startswith(kept)
        after = after[len(kept) :]
        quoted = cell.quoted or any(one in chosen[n, m] for one in f'{delimiter}"\r\n')
        after = after.removeprefix(written(chosen[n, m], True) if quoted else chosen[n, m])
        position = cell.end
    assert after == text[position:]
    assert new.startswith(BOM) == content.startswith(BOM)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (BOM + b" \r\n", "empty"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04...", "a spreadsheet"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "line 1 is not text"),
        ("a,b\n1,Zoë\n".encode("cp1252"), "line 2 is not text"),
        (b'a,b\r\n"x\ny",2\r\n1,"2\r\n', "opens in line 4"),
        (b'a,b\n1,2"3\n', "line 2 has a quotation mark inside"),
        (b'a,b\n1,"2"3\n', "line 2 has a quotation mark inside"),
        (b'a,b\n1, "2"\n', "line 2 has a quotation mark inside"),
        (b'a,b\n"x\ny",2\n1,2,3\n', "line 4 has 3 cells and the first row has 2"),
        (b"a,b\n1\n", "line 2 has 1 cells"),
        (b"a\tb\n", "one column only"),
        (b'""', "one column only"),
        (b"a," + b"x" * MAX_BYTES, "larger than 16 MB"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_line(content, says):
    with pytest.raises(UsageError, match=f"^gradebook: .*{says}"):
        read_sheet(content, "gradebook")


def test_a_million_cells_of_nothing_are_read():
    """A wide file ends in an answer, not in a stack."""
    sheet = read_sheet(b"a" + b"," * 300_000 + b"\n", "file")
    assert len(sheet.header.cells) == 300_001
    with pytest.raises(UsageError, match="never closed"):
        read_sheet(b'a,b\n1,"' + b'""' * 1_000_000, "file")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 12.50 ", 12.5),
        ("12,5", 12.5),
        ("-1", -1),
        ("1234,5678", 1234.5678),
        ("1,000", None),
        ("", None),
        ("EX", None),
        ("1e3", None),
        ("٣", None),
        ("1 000", None),
    ],
)
def test_numbers_of_two_meanings_are_none(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (20.0, "20"),
        (0.3 - 0.1, "0.2"),
        (1 / 3, "0.3333"),
        (1e-09, "0"),
        (-1e-09, "0"),
        (1e20, "100000000000000000000"),
    ],
)
def test_numbers_are_written_plainly(value, text):
    assert number_text(value) == text
    assert number_text(value, comma=True) == text.replace(".", ",")


def test_a_decimal_comma_needs_evidence():
    """Whole numbers, groups of three and a file of both say nothing."""
    assert uses_comma(["", "12", "7,5"])
    for values in ([], ["12"], ["1,000"], ["7,5", "7.5"], ["a,5"]):
        assert not uses_comma(values)
