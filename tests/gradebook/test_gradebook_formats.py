"""The one list of formats, and the order that each is made from."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from gradebook_samples import ADA, golden, mark
from report.samples import sample_run

from grader.errors import UsageError
from grader.gradebook import FORMATS, Need, Order, export
from grader.report import edition

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "return-marks.md"
RECORDS = edition(sample_run(), "student").submissions
FOLDER = "Ada_311_assignsubmission_file"
ORDERS = {
    "csv": Order(),
    "canvas": Order([mark(ADA, 5)], gradebook=golden("canvas.csv"), column="202"),
    "moodle": Order([mark(ADA, 5)], gradebook=golden("moodle.csv")),
    "moodle-feedback": Order(pages={FOLDER: b"<p>"}),
    "brightspace": Order([mark(ADA, 5)], column="Lab"),
    "gradescope": Order(records=RECORDS[:1]),
    "prairielearn": Order(records=RECORDS[:1]),
    "junit": Order(records=RECORDS),
}


def test_every_format_has_an_order_here():
    assert set(ORDERS) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_its_file_and_nothing_else(name, tmp_path):
    path = tmp_path / f"marks{FORMATS[name].suffix}"
    made = export(name, ORDERS[name], path)
    assert list(tmp_path.iterdir()) == [path]
    assert made.content in (b"", path.read_bytes())
    if path.suffix == ".json":
        assert json.loads(path.read_text("utf-8"))["tests"]
    if path.suffix == ".csv":
        assert list(csv.reader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.needs])
def test_what_a_format_needs_is_asked_for(name, tmp_path):
    path = tmp_path / "out"
    with pytest.raises(UsageError, match=f"^{name}: "):
        export(name, Order(), path)
    assert not path.exists()


def test_a_results_file_is_for_one_submission(tmp_path):
    with pytest.raises(UsageError, match="exactly one"):
        export("gradescope", Order(records=[*RECORDS, *RECORDS]), tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "option", "order"),
    [
        ("csv", "gradebook", Order(gradebook=b"x")),
        ("junit", "column", Order(records=RECORDS, column="x")),
        ("csv", "scale", Order(scale=True)),
    ],
)
def test_an_option_without_a_meaning_is_refused(name, option, order, tmp_path):
    with pytest.raises(UsageError, match=f"--{option} has no meaning"):
        export(name, order, tmp_path / "out")


def test_an_unknown_format_is_answered_with_the_list(tmp_path):
    with pytest.raises(UsageError, match=r"'xls'.*csv, canvas, moodle"):
        export("xls", Order(), tmp_path / "out")


def test_a_refused_file_leaves_what_was_there(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_bytes(b"before")
    with pytest.raises(UsageError):
        export("moodle", Order(gradebook=b"%PDF"), path)
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("path", ["no/such/folder/x.csv", "", "."])
def test_a_path_that_cannot_be_written_is_a_usage_error(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        export("csv", Order(), Path(path))
    assert not list(tmp_path.iterdir())


def test_the_page_names_every_format_and_option():
    page = PAGE.read_text("utf-8")
    for name in FORMATS:
        assert f"--to {name} " in page
    for option in (Need.GRADEBOOK, Need.COLUMN, Need.SCALE):
        assert f"--{option}" in page
